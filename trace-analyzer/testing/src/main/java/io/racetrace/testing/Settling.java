package io.racetrace.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Waits until the traces of a test are whole, but not for ever. */
final class Settling {

  private static final long LOOK_AGAIN_MILLIS = 50;

  private final Recording recording;
  private final Tests tests;
  private final Tests.@Nullable Test test;
  private final Duration atMost;
  private final Duration quiet;

  Settling(
      Recording recording,
      Tests tests,
      Tests.@Nullable Test test,
      Duration atMost,
      Duration quiet) {
    this.recording = recording;
    this.tests = tests;
    this.test = test;
    this.atMost = atMost;
    this.quiet = quiet;
  }

  /**
   * @throws UncheckedIOException if the spans can't be read
   */
  Settled settle() {
    long begun = System.nanoTime();
    long lastNews = begun;
    int before = -1;
    while (true) {
      boolean isUnderWay = recording.isUnderWay();
      CollectedSpans all = read();
      TestSpans own = new TestSpans(all.spans(), tests.callers(), test);
      long now = System.nanoTime();
      if (all.spans().size() != before) {
        before = all.spans().size();
        lastNews = now;
      }
      List<String> missing = own.missing();
      boolean isWhole = !isUnderWay && missing.isEmpty() && !own.spans().isEmpty();
      if (isWhole && now - lastNews >= quiet.toNanos() || now - begun >= atMost.toNanos()) {
        return new Settled(all.with(own.spans()), missing);
      }
      try {
        Thread.sleep(LOOK_AGAIN_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while waiting for spans", e);
      }
    }
  }

  private CollectedSpans read() {
    try {
      return CollectedSpans.of(recording.source());
    } catch (IOException e) {
      throw new UncheckedIOException("can't read the spans of " + recording.place(), e);
    }
  }
}
