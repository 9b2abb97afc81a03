package io.racetrace.cli;

import io.racetrace.sources.receive.OtlpReceiver;
import java.io.PrintWriter;
import java.util.Locale;

/** Shows a terminal what arrives, and tells what was refused, once for each reason in a row. */
final class RecordProgress {

  private static final long NANOS_BETWEEN = 500_000_000;

  private final OtlpReceiver receiver;
  private final PrintWriter err;
  private final boolean isTerminal = Terminal.showsProgress();
  private long last = System.nanoTime();
  private String lastRefusal = "";
  private int shown;

  RecordProgress(OtlpReceiver receiver, PrintWriter err) {
    this.receiver = receiver;
    this.err = err;
  }

  void tick() {
    String refusal = receiver.lastRefusal();
    if (!refusal.equals(lastRefusal)) {
      lastRefusal = refusal;
      end();
      err.println("racetrace: refused a request: " + refusal);
      err.flush();
    }
    long now = System.nanoTime();
    if (isTerminal && now - last >= NANOS_BETWEEN) {
      last = now;
      show(RecordWords.counts(receiver));
    }
  }

  private void show(String text) {
    err.print(String.format(Locale.ROOT, "\r%-" + Math.max(1, shown) + "s", text));
    err.flush();
    shown = text.length();
  }

  /** Takes the line away. */
  void end() {
    if (shown > 0) {
      err.print("\r" + " ".repeat(shown) + "\r");
      err.flush();
      shown = 0;
    }
  }
}
