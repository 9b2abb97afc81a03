package io.racetrace.sources.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.racetrace.report.Diagnostic;
import io.racetrace.sources.CollectedSpans;
import io.racetrace.sources.SampleSpans;
import io.racetrace.sources.WrittenFormat;
import io.racetrace.trace.Interval;
import io.racetrace.trace.Span;
import io.racetrace.trace.SpanKind;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Whatever the format, it is recognised by its content, and what was written is what is read. */
class FormatsTest {

  @Property(tries = 1500)
  void every_format_is_recognised_and_gives_the_spans_that_were_written(
      @ForAll WrittenFormat format,
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 60) int size)
      throws IOException {
    List<Span> spans = SampleSpans.of(seed, size);

    CollectedSpans read = CollectedSpans.decode(format.write(spans));

    assertThat(read.diagnostics)
        .allMatch(told -> told.kind() == Diagnostic.Kind.NO_LINKS && !format.hasLinks());
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
        cut(span.interval(), step),
        span.status(),
        attributes,
        format.hasLinks() ? span.links() : List.of(),
        step);
  }

  /** As the formats have it: a start and a length, each cut. */
  private static Interval cut(Interval whole, long step) {
    long start = whole.start() / step * step;
    return new Interval(start, start + whole.nanos() / step * step);
  }
}
