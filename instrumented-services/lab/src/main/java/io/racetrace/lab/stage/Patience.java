package io.racetrace.lab.stage;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Waits for something that will come soon, but never for ever. */
public final class Patience {
  private static final long BETWEEN_LOOKS = Duration.ofMillis(5).toNanos();

  private Patience() {}

  /**
   * Looks every few milliseconds.
   *
   * @param what completes the sentence "waited in vain until ..."
   * @throws LabException when the time is over, or the look throws it
   */
  public static void until(String what, Duration atMost, Look look) {
    long end = System.nanoTime() + atMost.toNanos();
    while (!look.seesIt()) {
      if (System.nanoTime() - end > 0) {
        throw new LabException("waited in vain for " + atMost.toSeconds() + " s until " + what);
      }
      if (Thread.currentThread().isInterrupted()) {
        throw new LabException("interrupted while waiting until " + what);
      }
      LockSupport.parkNanos(BETWEEN_LOOKS);
    }
  }

  /** Looks once. */
  @FunctionalInterface
  public interface Look {
    boolean seesIt();
  }
}
