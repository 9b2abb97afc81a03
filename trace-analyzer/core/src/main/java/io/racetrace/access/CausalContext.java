package io.racetrace.access;

import io.racetrace.trace.SpanForest;
import io.racetrace.trace.TraceId;

/**
 * Where an access stands among the spans of all traces, so that two accesses can be ordered without
 * their traces.
 *
 * @param node the number, within its trace, of the node of the access's span in the {@link
 *     SpanForest} or, where that stands for nothing more, of its parent
 * @param linked whether a link leads into the trace or out of it
 */
public record CausalContext(TraceId traceId, int node, boolean linked) {

  /**
   * @throws IllegalArgumentException if the node is negative
   */
  public CausalContext {
    if (node < 0) {
      throw new IllegalArgumentException("nodes are numbered from 0: " + node);
    }
  }
}
