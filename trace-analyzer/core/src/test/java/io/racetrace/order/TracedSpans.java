package io.racetrace.order;

import io.racetrace.access.Access;
import io.racetrace.access.touch.StatedAccessExtractor;
import io.racetrace.access.work.BoundaryWriters;
import io.racetrace.access.work.TraceAccesses;
import io.racetrace.access.work.TraceAccesses.Extraction;
import io.racetrace.trace.Interval;
import io.racetrace.trace.ServiceInstance;
import io.racetrace.trace.Span;
import io.racetrace.trace.SpanForest;
import io.racetrace.trace.SpanId;
import io.racetrace.trace.SpanKind;
import io.racetrace.trace.SpanLink;
import io.racetrace.trace.SpanStatus;
import io.racetrace.trace.TraceId;
import io.racetrace.trace.TraceTree;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Spans made one by one; those with an access are reads of one record that state themselves. */
final class TracedSpans {

  /** So that no clock decides: only what spans show by themselves is left. */
  static final ClockBounds NO_CLOCKS = new ClockBounds(Long.MAX_VALUE / 4, 1);

  private static final Map<String, String> ACCESS =
      Map.of("racetrace.record.type", "t", "racetrace.record.key", "1", "racetrace.access", "read");

  private final List<Span> spans = new ArrayList<>();

  List<Span> spans() {
    return spans;
  }

  /** Begins a span that can still be ended later, by {@link #end}. */
  Span add(
      long trace,
      @Nullable Span parent,
      String instance,
      SpanKind kind,
      String name,
      long start,
      long end,
      List<Span> linked) {
    Span span =
        new Span(
            new TraceId(0, trace),
            new SpanId(spans.size() + 1),
            parent == null ? null : parent.spanId(),
            new ServiceInstance(instance.substring(0, 1), instance),
            kind,
            name,
            new Interval(start, end),
            SpanStatus.UNSET,
            Map.of(),
            linked.stream().map(to -> new SpanLink(to.traceId(), to.spanId())).toList());
    spans.add(span);
    return span;
  }

  Span add(
      long trace, @Nullable Span parent, String instance, SpanKind kind, long start, long end) {
    return add(trace, parent, instance, kind, "work", start, end, List.of());
  }

  Span access(long trace, Span parent, long start, long end) {
    Span span = add(trace, parent, parent.instance().instance(), SpanKind.INTERNAL, start, end);
    Span read = with(span, ACCESS, span.interval());
    spans.set(spans.size() - 1, read);
    return read;
  }

  /** Ends a span that was begun; the span with its end. */
  Span end(Span begun, long end) {
    Span ended = with(begun, begun.attributes(), new Interval(begun.interval().start(), end));
    spans.set((int) begun.spanId().value() - 1, ended);
    return ended;
  }

  static Span with(Span span, Map<String, String> attributes, Interval interval) {
    return new Span(
        span.traceId(),
        span.spanId(),
        span.parent(),
        span.instance(),
        span.kind(),
        span.name(),
        interval,
        span.status(),
        attributes,
        span.links());
  }

  /** The same span with other links. */
  static Span linked(Span span, List<Span> to) {
    return new Span(
        span.traceId(),
        span.spanId(),
        span.parent(),
        span.instance(),
        span.kind(),
        span.name(),
        span.interval(),
        span.status(),
        span.attributes(),
        to.stream().map(other -> new SpanLink(other.traceId(), other.spanId())).toList());
  }

  Ordered ordered() {
    return new Ordered(spans);
  }

  /** Spans as accesses that can be compared. */
  static final class Ordered {

    private final HappensBefore order;
    private final Map<Object, Access> accesses = new HashMap<>();

    Ordered(List<Span> spans) {
      SpanForest forest = new SpanForest();
      Map<TraceId, List<Span>> traces = new LinkedHashMap<>();
      for (Span span : spans) {
        forest.learn(span);
        traces.computeIfAbsent(span.traceId(), first -> new ArrayList<>()).add(span);
      }
      TraceAccesses extraction =
          new TraceAccesses(List.of(new StatedAccessExtractor()), new BoundaryWriters(), forest);
      for (List<Span> trace : traces.values()) {
        Extraction extracted = extraction.extract(new TraceTree(trace));
        forest.add(extracted.planted());
        for (Access access : extracted.accesses()) {
          accesses.put(key(access.site().traceId(), access.site().spanId()), access);
        }
      }
      order = new HappensBefore(forest, NO_CLOCKS);
    }

    private static Object key(TraceId trace, SpanId span) {
      return List.of(trace, span);
    }

    boolean has(Span span) {
      return accesses.containsKey(key(span.traceId(), span.spanId()));
    }

    Relation compare(Span one, Span other) {
      return order.compare(access(one), access(other));
    }

    Ordering ordering(Span one, Span other) {
      return compare(one, other).ordering();
    }

    private Access access(Span span) {
      Access access = accesses.get(key(span.traceId(), span.spanId()));
      if (access == null) {
        throw new IllegalArgumentException("no access: " + span);
      }
      return access;
    }
  }
}
