package io.racetrace.access;

import io.racetrace.trace.Interval;
import io.racetrace.trace.ServiceInstance;
import io.racetrace.trace.SpanId;
import io.racetrace.trace.SpanKind;
import io.racetrace.trace.TraceId;
import java.util.List;

/**
 * The way from a trace's root to an access, carried along so that two accesses can be ordered
 * without their traces.
 *
 * @param hops from the outermost known span to the span of the access
 * @param causes the ways to the spans that a hop is linked to, in other traces
 */
public record CausalContext(TraceId traceId, List<Hop> hops, List<Cause> causes) {

  /** One span on the way. */
  public record Hop(SpanId spanId, ServiceInstance instance, SpanKind kind, Interval interval) {}

  /**
   * A link: the hop did not start before the linked span had started.
   *
   * @param hop the position in {@link CausalContext#hops()} of the span that has the link
   */
  public record Cause(int hop, CausalContext linked) {}

  /** Copies the lists. */
  public CausalContext {
    hops = List.copyOf(hops);
    causes = List.copyOf(causes);
  }
}
