package io.racetrace.access.work;

import io.racetrace.trace.Span;
import io.racetrace.trace.SpanId;
import io.racetrace.trace.TraceTree;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the nearest span above tells, within one service's work. It remembers what it found, so that
 * a trace that is as deep as it is long takes no longer than any other one.
 */
final class Above<T> {

  private final TraceTree tree;
  private final Function<Span, @Nullable T> tells;
  private final Map<SpanId, Found<T>> known = new HashMap<>();

  private record Found<T>(@Nullable T told) {}

  /**
   * @param tells what a span by itself tells; null where that is nothing
   */
  Above(TraceTree tree, Function<Span, @Nullable T> tells) {
    this.tree = tree;
    this.tells = tells;
  }

  /** Null if no span above tells anything. */
  @Nullable T of(Span span) {
    Span at = next(span);
    List<Span> silent = new ArrayList<>();
    Found<T> found = null;
    while (at != null && found == null) {
      found = known.get(at.spanId());
      if (found == null) {
        T told = tells.apply(at);
        found = told == null ? null : new Found<>(told);
        silent.add(at);
        at = next(at);
      }
    }
    Found<T> all = found == null ? new Found<>(null) : found;
    silent.forEach(passed -> known.put(passed.spanId(), all));
    return all.told();
  }

  private @Nullable Span next(Span span) {
    Span parent = span.kind().isEntry() ? null : tree.parent(span);
    return parent == null || !parent.instance().equals(span.instance()) ? null : parent;
  }
}
