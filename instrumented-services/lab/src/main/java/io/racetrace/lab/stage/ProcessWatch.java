package io.racetrace.lab.stage;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Notices when a process dies that nobody stopped, and interrupts the thread that runs the
 * exhibits: it may wait for an answer that will never come.
 */
final class ProcessWatch implements AutoCloseable {
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);
  // Ctrl-C goes to all processes of a terminal at once: what they die of then is the end of the
  // lab.
  private static final Duration MAY_BE_THE_END = Duration.ofMillis(500);

  private final List<Part> parts = new CopyOnWriteArrayList<>();
  private final Thread runner;
  private final BooleanSupplier isEnding;
  private final Thread looking = new Thread(this::look, "process-watch");
  private volatile @Nullable String death;
  private boolean closed;

  /**
   * @param runner interrupted once, at the first death
   * @param isEnding whether the lab is being ended, so that processes may
   */
  ProcessWatch(Thread runner, BooleanSupplier isEnding) {
    this.runner = runner;
    this.isEnding = isEnding;
    looking.setDaemon(true);
    looking.start();
  }

  /** From now on it must not die. */
  void add(Part part) {
    parts.add(part);
  }

  /** From now on it may end. */
  void remove(Part part) {
    parts.remove(part);
  }

  /**
   * @throws LabException when one died that had not been removed
   */
  void assertAlive() {
    String told = death;
    if (told != null) {
      throw new LabException(told);
    }
  }

  private void look() {
    while (!Thread.currentThread().isInterrupted()) {
      for (Part part : parts) {
        if (!part.isAlive().getAsBoolean()) {
          LockSupport.parkNanos(MAY_BE_THE_END.toNanos());
          // Somebody who stops it removes it first.
          if (parts.contains(part)) {
            died(part.obituary());
            return;
          }
        }
      }
      LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
    }
  }

  private synchronized void died(String obituary) {
    if (!closed && !isEnding.getAsBoolean()) {
      death = obituary;
      runner.interrupt();
    }
  }

  /** Nobody is interrupted from now on, and the runner not any more. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
    }
    looking.interrupt();
    if (death != null && Thread.currentThread().equals(runner)) {
      // It has been heard; what is to be ended yet has to be waited for.
      Thread.interrupted();
    }
  }
}
