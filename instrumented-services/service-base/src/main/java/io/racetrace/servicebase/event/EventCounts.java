package io.racetrace.servicebase.event;

import java.util.concurrent.atomic.AtomicLong;

/** What became of the events of a service that publishes and consumes them itself. */
public final class EventCounts {
  private final AtomicLong published = new AtomicLong();
  private final AtomicLong processed = new AtomicLong();
  private final AtomicLong deadLettered = new AtomicLong();

  /** Events that were published and are neither processed nor given up yet. */
  public long open() {
    // Read in this order: an event that ends meanwhile is counted as open, never as less than none.
    long ended = processed.get() + deadLettered.get();
    return published.get() - ended;
  }

  public long processed() {
    return processed.get();
  }

  public long deadLettered() {
    return deadLettered.get();
  }

  void countPublished() {
    published.incrementAndGet();
  }

  void countUnpublished() {
    published.decrementAndGet();
  }

  void countProcessed() {
    processed.incrementAndGet();
  }

  void countDeadLettered() {
    deadLettered.incrementAndGet();
  }
}
