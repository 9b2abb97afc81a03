package io.racetrace.access;

import io.racetrace.trace.Span;
import io.racetrace.trace.SpanStatus;
import io.racetrace.trace.TraceTree;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A touch and the span that tells of it. */
record SpanTouch(Span span, Touch touch) {

  /**
   * Merges what several spans say of one access: a stated access above the store's own span, an
   * object mapper's span above the driver's. The innermost span is the nearest to the effect, so
   * its times stay.
   */
  static List<SpanTouch> eachAccessOnce(TraceTree tree, List<SpanTouch> all) {
    Map<Span, List<SpanTouch>> bySpan = new HashMap<>();
    for (SpanTouch touch : all) {
      bySpan.computeIfAbsent(touch.span, span -> new ArrayList<>()).add(touch);
    }
    Map<SpanTouch, List<SpanTouch>> below = new HashMap<>();
    Set<SpanTouch> dropped = new HashSet<>();
    for (SpanTouch inner : all) {
      SpanTouch outer = inner.touch.stated() ? null : enclosing(tree, bySpan, inner);
      if (outer != null && outer.touch.stated()) {
        below.computeIfAbsent(outer, touch -> new ArrayList<>()).add(inner);
      } else if (outer != null) {
        dropped.add(outer);
      }
    }
    List<SpanTouch> once = new ArrayList<>();
    Set<SpanTouch> absorbed = new HashSet<>();
    Map<SpanTouch, SpanTouch> merged = new HashMap<>();
    for (SpanTouch touch : all) {
      if (touch.touch.stated()) {
        merged.put(touch, touch.absorb(below.getOrDefault(touch, List.of()), absorbed));
      }
    }
    for (SpanTouch touch : all) {
      if (touch.touch.stated()) {
        once.add(merged.getOrDefault(touch, touch));
      } else if (!absorbed.contains(touch) && !dropped.contains(touch)) {
        once.add(touch);
      }
    }
    return once;
  }

  /** The nearest span above, in the same service, that tells of the same access. */
  private static @Nullable SpanTouch enclosing(
      TraceTree tree, Map<Span, List<SpanTouch>> bySpan, SpanTouch inner) {
    Span at = inner.span;
    while (!at.kind().isEntry()) {
      Span above = tree.parent(at);
      if (above == null || !above.instance().equals(inner.span.instance())) {
        return null;
      }
      for (SpanTouch outer : bySpan.getOrDefault(above, List.of())) {
        boolean sameKind = outer.touch.operation().isWrite() == inner.touch.operation().isWrite();
        if (outer.touch.stated() ? sameKind : outer.touch.repeats(inner.touch)) {
          return outer;
        }
      }
      at = above;
    }
    return null;
  }

  private SpanTouch absorb(List<SpanTouch> candidates, Set<SpanTouch> absorbed) {
    List<SpanTouch> same = new ArrayList<>();
    for (SpanTouch candidate : candidates) {
      if (touch.covers(candidate.touch)) {
        same.add(candidate);
      }
    }
    if (same.isEmpty() && candidates.size() == 1) {
      same = candidates;
    }
    if (same.isEmpty()) {
      return this;
    }
    absorbed.addAll(same);
    SpanTouch nearest = same.get(same.size() - 1);
    Span inner = nearest.span;
    Span told = span.status() == SpanStatus.ERROR ? withStatusOf(inner) : inner;
    return new SpanTouch(told, touch.enrichedBy(nearest.touch));
  }

  /** The inner span, failed if the stated one says so. */
  private Span withStatusOf(Span inner) {
    Map<String, String> attributes = new HashMap<>(span.attributes());
    attributes.putAll(inner.attributes());
    return new Span(
        inner.traceId(),
        inner.spanId(),
        inner.parent(),
        inner.instance(),
        inner.kind(),
        inner.name(),
        inner.interval(),
        span.status(),
        attributes,
        inner.links(),
        inner.resolution());
  }
}
