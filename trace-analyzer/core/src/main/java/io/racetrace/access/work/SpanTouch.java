package io.racetrace.access.work;

import io.racetrace.access.touch.Touch;
import io.racetrace.trace.Span;
import io.racetrace.trace.SpanStatus;
import io.racetrace.trace.TraceTree;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A touch and the span that tells of it. */
record SpanTouch(Span span, Touch touch) {

  /**
   * Merges what several spans say of one access: a stated access above the store's own span, or on
   * it, and what two instrumentations saw.
   */
  static List<SpanTouch> eachAccessOnce(TraceTree tree, List<SpanTouch> all) {
    if (SameAccess.areApart(tree, all)) {
      return all;
    }
    List<SpanTouch> each = SameAccess.once(tree, all);
    IdentityHashMap<Span, List<SpanTouch>> stated = new IdentityHashMap<>();
    for (SpanTouch touch : each) {
      if (touch.touch.stated()) {
        stated.computeIfAbsent(touch.span, span -> new ArrayList<>()).add(touch);
      }
    }
    Above<Span> stating = new Above<>(tree, span -> stated.containsKey(span) ? span : null);
    IdentityHashMap<SpanTouch, List<SpanTouch>> below = new IdentityHashMap<>();
    for (SpanTouch inner : each) {
      SpanTouch outer = inner.touch.stated() ? null : stating(stating, stated, inner);
      if (outer != null) {
        below.computeIfAbsent(outer, touch -> new ArrayList<>()).add(inner);
      }
    }
    Set<SpanTouch> absorbed = Collections.newSetFromMap(new IdentityHashMap<>());
    IdentityHashMap<SpanTouch, SpanTouch> merged = new IdentityHashMap<>();
    for (SpanTouch touch : each) {
      if (touch.touch.stated()) {
        merged.put(touch, touch.absorb(below.getOrDefault(touch, List.of()), absorbed));
      }
    }
    List<SpanTouch> once = new ArrayList<>();
    for (SpanTouch touch : each) {
      if (!absorbed.contains(touch)) {
        once.add(merged.getOrDefault(touch, touch));
      }
    }
    return once;
  }

  /** This, with what an outer span of the same access knows better. */
  SpanTouch toldBy(SpanTouch outer) {
    Span failed =
        outer.span.status() == SpanStatus.ERROR && span.status() != SpanStatus.ERROR
            ? outer.withStatusOf(span)
            : span;
    return new SpanTouch(failed, touch.toldBy(outer.touch));
  }

  /** The nearest access that the service states, on the span or above it, of the same kind. */
  private static @Nullable SpanTouch stating(
      Above<Span> stating, IdentityHashMap<Span, List<SpanTouch>> stated, SpanTouch inner) {
    for (Span at = inner.span; at != null; at = stating.of(at)) {
      for (SpanTouch outer : stated.getOrDefault(at, List.of())) {
        if (outer.touch.operation().isWrite() == inner.touch.operation().isWrite()) {
          return outer;
        }
      }
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
