package io.racetrace;

import io.racetrace.access.CausalContext;
import io.racetrace.access.TraceAccesses;
import io.racetrace.trace.Span;
import io.racetrace.trace.SpanColumns;
import io.racetrace.trace.SpanLink;
import io.racetrace.trace.TraceId;
import io.racetrace.trace.TraceTree;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Follows links between traces, from what a trace did back to what caused it. */
final class LinkedContexts {

  /** How many links are followed one after the other; a circle of links ends here too. */
  private static final int DEPTH = 16;

  private static final int CACHED_TRACES = 512;

  private final SpanColumns spans;
  private final Map<TraceId, TraceTree> trees =
      new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<TraceId, TraceTree> eldest) {
          return size() > CACHED_TRACES;
        }
      };

  LinkedContexts(SpanColumns spans) {
    this.spans = spans;
  }

  @Nullable CausalContext of(SpanLink link) {
    return of(link, DEPTH);
  }

  private @Nullable CausalContext of(SpanLink link, int depth) {
    if (depth == 0) {
      return null;
    }
    TraceTree tree = trees.get(link.traceId());
    if (tree == null) {
      tree = new TraceTree(spans.trace(link.traceId()));
      trees.put(link.traceId(), tree);
    }
    Span span = tree.span(link.spanId());
    return span == null
        ? null
        : TraceAccesses.context(tree, span, further -> of(further, depth - 1));
  }
}
