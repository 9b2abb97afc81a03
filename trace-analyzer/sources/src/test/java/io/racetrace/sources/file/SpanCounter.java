package io.racetrace.sources.file;

import io.racetrace.SpanSink;
import io.racetrace.report.Diagnostic;
import io.racetrace.trace.Span;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Reads a file in a process of its own, whose memory can be bounded, and prints what it counted.
 */
final class SpanCounter implements SpanSink {

  private long spans;
  private long diagnostics;

  private SpanCounter() {}

  public static void main(String[] args) throws IOException {
    SpanCounter counter = new SpanCounter();
    FileSource.of(Path.of(args[0])).read(counter);
    System.out.println(counter.spans + " spans, " + counter.diagnostics + " diagnostics");
  }

  @Override
  public void span(Span span) {
    spans++;
  }

  @Override
  public void diagnostic(Diagnostic diagnostic) {
    diagnostics++;
    System.out.println(diagnostic);
  }
}
