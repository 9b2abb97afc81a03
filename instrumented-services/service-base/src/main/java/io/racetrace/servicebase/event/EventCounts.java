package io.racetrace.servicebase.event;

import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What became of the events that this process published and consumes itself. Each bears a mark, for
 * a process that died may have left some of its own, and who handles those never published them.
 */
public final class EventCounts {
  private static final String PUBLISHER = "publisher";

  private final String mark = UUID.randomUUID().toString();
  private final AtomicLong published = new AtomicLong();
  private final AtomicLong processed = new AtomicLong();
  private final AtomicLong deadLettered = new AtomicLong();
  private final AtomicLong busy = new AtomicLong();

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

  /** Events that are being handled in this process right now, whoever published them. */
  public long busy() {
    return busy.get();
  }

  void countBegun() {
    busy.incrementAndGet();
  }

  void countEnded() {
    busy.decrementAndGet();
  }

  /** Marks the event, too. */
  void countPublished(Map<String, String> fields) {
    fields.put(PUBLISHER, mark);
    published.incrementAndGet();
  }

  void countUnpublished() {
    published.decrementAndGet();
  }

  void countProcessed(Map<String, String> fields) {
    count(processed, fields);
  }

  void countDeadLettered(Map<String, String> fields) {
    count(deadLettered, fields);
  }

  private void count(AtomicLong counter, Map<String, String> fields) {
    if (mark.equals(fields.get(PUBLISHER))) {
      counter.incrementAndGet();
    }
  }
}
