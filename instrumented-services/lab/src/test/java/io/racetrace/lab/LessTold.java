package io.racetrace.lab;

import io.racetrace.SpanSink;
import io.racetrace.SpanSource;
import io.racetrace.report.Diagnostic;
import io.racetrace.trace.Span;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Spans as they would be if services were instrumented with less. */
record LessTold(SpanSource spans, Set<Loss> losses) implements SpanSource {

  /** What is not told. */
  enum Loss {
    /** What services state of their accesses. */
    STATED,
    /** Values that statements are executed with. */
    PARAMETERS,
    /** Where transactions end. */
    ENDS
  }

  /** What no service states. */
  static LessTold unstated(SpanSource spans) {
    return new LessTold(spans, Set.of(Loss.STATED));
  }

  @Override
  public void read(SpanSink sink) throws IOException {
    spans.read(
        new SpanSink() {
          @Override
          public void span(Span span) {
            if (!losses.contains(Loss.ENDS) || !isEnd(span)) {
              sink.span(less(span));
            }
          }

          @Override
          public void diagnostic(Diagnostic diagnostic) {
            sink.diagnostic(diagnostic);
          }
        });
  }

  private static boolean isEnd(Span span) {
    return span.name().equals("COMMIT") || span.name().equals("ROLLBACK");
  }

  private boolean isLost(String attribute) {
    return losses.contains(Loss.STATED) && attribute.startsWith("racetrace.")
        || losses.contains(Loss.PARAMETERS) && attribute.startsWith("db.query.parameter.");
  }

  private Span less(Span span) {
    Map<String, String> rest = new HashMap<>(span.attributes());
    rest.keySet().removeIf(this::isLost);
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
