package io.racetrace.lab;

import io.racetrace.SpanSink;
import io.racetrace.SpanSource;
import io.racetrace.report.Diagnostic;
import io.racetrace.trace.Span;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** Spans as they would be if no service stated anything. */
record StrippedSource(SpanSource spans) implements SpanSource {

  @Override
  public void read(SpanSink sink) throws IOException {
    spans.read(
        new SpanSink() {
          @Override
          public void span(Span span) {
            sink.span(stripped(span));
          }

          @Override
          public void diagnostic(Diagnostic diagnostic) {
            sink.diagnostic(diagnostic);
          }
        });
  }

  private static Span stripped(Span span) {
    Map<String, String> rest = new HashMap<>(span.attributes());
    rest.keySet().removeIf(attribute -> attribute.startsWith("racetrace."));
    return new Span(
        span.traceId(),
        span.spanId(),
        span.parent(),
        span.instance(),
        span.kind(),
        span.name(),
        span.interval(),
        span.status(),
        rest,
        span.links(),
        span.resolution());
  }
}
