package io.racetrace.testing;

import io.racetrace.SpanSink;
import io.racetrace.SpanSource;
import io.racetrace.report.Diagnostic;
import io.racetrace.trace.Span;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Spans in memory, and what was wrong with their input. */
final class CollectedSpans implements SpanSink, SpanSource {

  private final List<Span> spans = new ArrayList<>();
  private final List<Diagnostic> diagnostics = new ArrayList<>();

  static CollectedSpans of(SpanSource source) throws IOException {
    CollectedSpans held = new CollectedSpans();
    source.read(held);
    return held;
  }

  List<Span> spans() {
    return spans;
  }

  /** Other spans, from the same input. */
  CollectedSpans with(List<Span> others) {
    CollectedSpans held = new CollectedSpans();
    held.spans.addAll(others);
    held.diagnostics.addAll(diagnostics);
    return held;
  }

  @Override
  public void span(Span span) {
    spans.add(span);
  }

  @Override
  public void diagnostic(Diagnostic diagnostic) {
    diagnostics.add(diagnostic);
  }

  @Override
  public void read(SpanSink sink) {
    spans.forEach(sink::span);
    diagnostics.forEach(sink::diagnostic);
  }
}
