package io.racetrace.sources.jaeger;

import io.racetrace.sources.CollectedSpans;
import io.racetrace.trace.Interval;
import io.racetrace.trace.Span;
import io.racetrace.trace.SpanLink;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What Jaeger's own JSON must give for spans that were also read as OTLP. */
final class SameSpans {

  private SameSpans() {}

  /** The spans in a fixed order. */
  static List<Span> sorted(CollectedSpans read) {
    return read.spans.stream().sorted(Comparator.comparing(Span::spanId)).toList();
  }

  /** The spans in a fixed order, with what the conversion takes away taken away. */
  static List<Span> inMicros(CollectedSpans otlp) {
    return sorted(otlp).stream().map(SameSpans::inMicros).toList();
  }

  private static Span inMicros(Span span) {
    long start = span.interval().start() / 1000 * 1000;
    // Start and length are both cut, so an end may be a microsecond too early.
    long end = start + span.interval().nanos() / 1000 * 1000;
    Map<String, String> attributes = new HashMap<>(span.attributes());
    attributes.keySet().removeIf(key -> key.startsWith("@jaeger@"));
    attributes.computeIfPresent("event.commit", (key, times) -> inMicros(times));
    attributes.computeIfPresent("event.rollback", (key, times) -> inMicros(times));
    // A link to the parent turns the one reference to it into another type.
    List<SpanLink> links =
        span.links().stream()
            .filter(
                link ->
                    !(link.traceId().equals(span.traceId()) && link.spanId().equals(span.parent())))
            .toList();
    return new Span(
        span.traceId(),
        span.spanId(),
        span.parent(),
        span.instance(),
        span.kind(),
        span.name(),
        new Interval(start, end),
        span.status(),
        attributes,
        links,
        1000);
  }

  /** The times of events, in nanoseconds, with commas between them. */
  private static String inMicros(String times) {
    return Stream.of(times.split(",", -1))
        .map(time -> Long.toString(Long.parseLong(time) / 1000 * 1000))
        .collect(Collectors.joining(","));
  }
}
