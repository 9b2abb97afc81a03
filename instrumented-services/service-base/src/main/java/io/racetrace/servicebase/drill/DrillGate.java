package io.racetrace.servicebase.drill;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A gate between a service's read and its write. It stands open; a drill arms it for one record,
 * the first to come with that record waits until the drill releases it, and thereafter it is open
 * again. So a race that needs luck happens on the first try.
 */
public final class DrillGate {
  private final Map<String, Barrier> barriers = new ConcurrentHashMap<>();
  private final Duration patience;

  public DrillGate() {
    this(Duration.ofSeconds(20));
  }

  /**
   * @param patience how long somebody waits for the release at most
   */
  public DrillGate(Duration patience) {
    this.patience = patience;
  }

  /**
   * Passes at once, or waits where this record's barrier is armed and nobody waits there yet.
   *
   * @throws IllegalStateException when no release came in time
   */
  public void pass(String recordKey) {
    Barrier barrier = barriers.get(recordKey);
    if (barrier == null || !barrier.taken.compareAndSet(false, true)) {
      return;
    }
    try {
      if (!barrier.open.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IllegalStateException("nobody released " + recordKey + " within " + patience);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted at the gate of " + recordKey, interrupted);
    } finally {
      barriers.remove(recordKey, barrier);
    }
  }

  /** The next one that passes with this record will wait. */
  public void arm(String recordKey) {
    barriers.putIfAbsent(recordKey, new Barrier());
  }

  /** Whether somebody waits with this record. */
  public boolean holds(String recordKey) {
    Barrier barrier = barriers.get(recordKey);
    return barrier != null && barrier.taken.get();
  }

  /** Lets the one who waits go on, and disarms. Does nothing where the gate is not armed. */
  public void release(String recordKey) {
    Barrier barrier = barriers.remove(recordKey);
    if (barrier != null) {
      barrier.open.countDown();
    }
  }

  private static final class Barrier {
    final AtomicBoolean taken = new AtomicBoolean();
    final CountDownLatch open = new CountDownLatch(1);
  }
}
