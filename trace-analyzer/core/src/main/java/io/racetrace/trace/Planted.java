package io.racetrace.trace;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The spans of one trace that are to stand in the {@link SpanForest}, parents first. */
public final class Planted {

  final TraceTree tree;
  final List<Span> spans = new ArrayList<>();
  boolean linked;
  private final Map<SpanId, Integer> numbers = new HashMap<>();

  Planted(TraceTree tree) {
    this.tree = tree;
  }

  /**
   * The number within the trace of the node of an access's span or, if that need not stand for
   * anything more, of its parent.
   */
  public int node(Span span) {
    Integer own = numbers.get(span.spanId());
    if (own != null) {
      return own;
    }
    Span parent = tree.parent(span);
    return take(parent == null || SpanForest.isTop(span, parent) ? span : parent);
  }

  /** Whether a link leads into the trace or out of it. */
  public boolean isLinked() {
    return linked;
  }

  /** The number of a span that was taken. */
  int taken(Span span) {
    Integer number = numbers.get(span.spanId());
    if (number == null) {
      throw new IllegalArgumentException("not taken: span " + span.spanId());
    }
    return number;
  }

  /** Takes the span and all that is above it. */
  int take(Span span) {
    List<Span> missing = new ArrayList<>();
    for (Span at = span; at != null && !numbers.containsKey(at.spanId()); at = tree.parent(at)) {
      missing.add(at);
    }
    for (int i = missing.size() - 1; i >= 0; i--) {
      numbers.put(missing.get(i).spanId(), spans.size());
      spans.add(missing.get(i));
    }
    return taken(span);
  }
}
