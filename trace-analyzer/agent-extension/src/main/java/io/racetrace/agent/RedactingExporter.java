package io.racetrace.agent;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Exports spans without what could tell of people. A span that can't be redacted is not sent. */
final class RedactingExporter implements SpanExporter {

  private final SpanExporter exporter;
  private final Redaction redaction;
  private final Failures failures;

  RedactingExporter(SpanExporter exporter, Redaction redaction, Failures failures) {
    this.exporter = exporter;
    this.redaction = redaction;
    this.failures = failures;
  }

  @Override
  public CompletableResultCode export(Collection<SpanData> spans) {
    List<SpanData> redacted = new ArrayList<>(spans.size());
    for (SpanData span : spans) {
      try {
        redacted.add(redaction.of(span));
      } catch (Exception | LinkageError | StackOverflowError failure) {
        failures.add(failure);
      }
    }
    return exporter.export(redacted);
  }

  @Override
  public CompletableResultCode flush() {
    return exporter.flush();
  }

  @Override
  public CompletableResultCode shutdown() {
    return exporter.shutdown();
  }

  @Override
  public String toString() {
    return "RedactingExporter{" + exporter + "}";
  }
}
