package io.racetrace.sources.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.racetrace.sources.CollectedSpans;
import io.racetrace.sources.WrittenFormat;
import io.racetrace.trace.Interval;
import io.racetrace.trace.ServiceInstance;
import io.racetrace.trace.Span;
import io.racetrace.trace.SpanId;
import io.racetrace.trace.SpanKind;
import io.racetrace.trace.SpanLink;
import io.racetrace.trace.SpanStatus;
import io.racetrace.trace.TraceId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Whatever the format, it is recognised by its content, and what was written is what is read. */
class FormatsTest {

  private static final long EPOCH = 1_700_000_000_000_000_000L;

  @Property(tries = 1500)
  void every_format_is_recognised_and_gives_the_spans_that_were_written(
      @ForAll WrittenFormat format,
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 60) int size)
      throws IOException {
    List<Span> spans = spans(seed, size);

    CollectedSpans read = CollectedSpans.decode(format.write(spans));

    assertThat(read.diagnostics).isEmpty();
    assertThat(read.spans)
        .containsExactlyInAnyOrderElementsOf(
            spans.stream().map(span -> asKept(span, format)).toList());
  }

  /** What a format can hold of a span. */
  private static Span asKept(Span span, WrittenFormat format) {
    long step = format.resolution();
    Map<String, String> attributes = new HashMap<>(span.attributes());
    if (!format.hasLinks() && !span.instance().instance().isEmpty()) {
      // Zipkin has one bag for what belongs to the span and what belongs to its resource.
      attributes.put("service.instance.id", span.instance().instance());
    }
    return new Span(
        span.traceId(),
        span.spanId(),
        span.parent(),
        span.instance(),
        format.hasInternalKind() || span.kind() != SpanKind.UNSPECIFIED
            ? span.kind()
            : SpanKind.INTERNAL,
        span.name(),
        new Interval(span.interval().start() / step * step, span.interval().end() / step * step),
        span.status(),
        attributes,
        format.hasLinks() ? span.links() : List.of(),
        step);
  }

  private static List<Span> spans(long seed, int size) {
    Random random = new Random(seed);
    List<Span> spans = new ArrayList<>();
    TraceId trace = new TraceId(random.nextLong(), 1);
    for (int i = 0; i < size; i++) {
      if (random.nextInt(5) == 0) {
        trace = new TraceId(random.nextBoolean() ? 0 : random.nextLong(), i + 2L);
      }
      spans.add(span(random, trace, i + 1L));
    }
    return spans;
  }

  private static Span span(Random random, TraceId trace, long id) {
    long start = EPOCH + random.nextInt(1_000_000_000);
    Map<String, String> attributes = new LinkedHashMap<>();
    for (int i = 0; i < random.nextInt(5); i++) {
      attributes.put("key." + random.nextInt(50), text(random));
    }
    // A root span and a parent in the same trace: what a link says of it would be lost in Jaeger.
    SpanId parent = random.nextInt(3) == 0 ? null : new SpanId(id + 1000);
    List<SpanLink> links = new ArrayList<>();
    for (int i = 0; i < random.nextInt(3); i++) {
      links.add(new SpanLink(new TraceId(77, random.nextInt(9) + 1), new SpanId(i + 1)));
    }
    return new Span(
        trace,
        new SpanId(id),
        parent,
        new ServiceInstance(
            "service-" + random.nextInt(3), random.nextBoolean() ? "" : "pod-" + random.nextInt(2)),
        SpanKind.values()[random.nextInt(6)],
        "name " + text(random).strip(),
        new Interval(start, start + random.nextInt(10_000_000)),
        SpanStatus.values()[random.nextInt(3)],
        attributes,
        links);
  }

  private static String text(Random random) {
    return switch (random.nextInt(8)) {
      case 0 -> "";
      case 1 -> "update \"orders\" set a = ?";
      case 2 -> "ü😀\n\t\\ \u0001";
      case 3 -> "{\"resourceSpans\":[]}";
      case 4 -> "localEndpoint traceID";
      default -> "value " + random.nextInt(100);
    };
  }
}
