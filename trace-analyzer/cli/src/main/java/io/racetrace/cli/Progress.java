package io.racetrace.cli;

import io.racetrace.SpanSink;
import io.racetrace.SpanSource;
import io.racetrace.report.Diagnostic;
import io.racetrace.sources.backend.FetchListener;
import io.racetrace.trace.Span;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** Tells somebody who waits what was read so far, and notes on it. */
final class Progress implements FetchListener {

  private static final long NANOS_BETWEEN = 500_000_000;
  private static final int WIDTH = 78;

  private final PrintWriter err;
  private final boolean isWatched;
  private final long start = System.nanoTime();
  private long spans;
  private String fetched = "";
  private long last = start;
  private boolean shown;

  /**
   * @param isWatched whether to show a line that changes
   */
  Progress(PrintWriter err, boolean isWatched) {
    this.err = err;
    this.isWatched = isWatched;
  }

  /** The same source, counted. */
  SpanSource watched(SpanSource source) {
    return sink ->
        source.read(
            new SpanSink() {
              @Override
              public void span(Span span) {
                sink.span(span);
                spans++;
                show();
              }

              @Override
              public Runnable prepared(List<Span> some) {
                Runnable rest = sink.prepared(some);
                int count = some.size();
                return () -> {
                  rest.run();
                  spans += count;
                  show();
                };
              }

              @Override
              public void diagnostic(Diagnostic diagnostic) {
                sink.diagnostic(diagnostic);
              }

              @Override
              public boolean uses(String attribute) {
                return sink.uses(attribute);
              }
            });
  }

  @Override
  public void note(String line) {
    end();
    err.println("racetrace: " + line);
    err.flush();
  }

  @Override
  public void progress(int answered, int open, int traces) {
    fetched =
        String.format(
            Locale.ROOT, "%,d of %,d answers, %,d traces", answered, answered + open, traces);
    show();
  }

  /** Takes the line away. */
  void end() {
    if (shown) {
      err.print("\r" + " ".repeat(WIDTH) + "\r");
      err.flush();
      shown = false;
    }
  }

  private void show() {
    if (!isWatched) {
      return;
    }
    long now = System.nanoTime();
    if (now - last < NANOS_BETWEEN) {
      return;
    }
    last = now;
    shown = true;
    String line = fetched;
    if (spans > 0) {
      long rate = Math.round(spans / ((now - start) / 1e9));
      line +=
          String.format(
              Locale.ROOT, "%s%,d spans read, %,d/s", line.isEmpty() ? "" : ", ", spans, rate);
    }
    err.print("\r" + line + " ".repeat(Math.max(1, WIDTH - line.length())));
    err.flush();
  }
}
