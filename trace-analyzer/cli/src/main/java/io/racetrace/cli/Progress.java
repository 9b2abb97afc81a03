package io.racetrace.cli;

import io.racetrace.SpanSink;
import io.racetrace.SpanSource;
import io.racetrace.report.Diagnostic;
import io.racetrace.trace.Span;
import java.io.PrintWriter;
import java.util.Locale;

/** Counts the spans that are read, for somebody who waits. */
final class Progress {

  private static final long NANOS_BETWEEN = 500_000_000;

  private final PrintWriter err;
  private final long start = System.nanoTime();
  private long spans;
  private long last = start;
  private boolean shown;

  Progress(PrintWriter err) {
    this.err = err;
  }

  /** The same source, counted. */
  SpanSource watched(SpanSource source) {
    return sink ->
        source.read(
            new SpanSink() {
              @Override
              public void span(Span span) {
                sink.span(span);
                count();
              }

              @Override
              public void diagnostic(Diagnostic diagnostic) {
                sink.diagnostic(diagnostic);
              }
            });
  }

  /** Takes the line away. */
  void end() {
    if (shown) {
      err.print("\r" + " ".repeat(60) + "\r");
      err.flush();
    }
  }

  private void count() {
    spans++;
    long now = System.nanoTime();
    if (now - last >= NANOS_BETWEEN) {
      last = now;
      shown = true;
      long rate = Math.round(spans / ((now - start) / 1e9));
      err.print(String.format(Locale.ROOT, "\r%,d spans read, %,d/s ", spans, rate));
      err.flush();
    }
  }
}
