package io.racetrace.servicebase.telemetry;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.metrics.Meter;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** What it costs a service that others want the same records: metrics, and their sums so far. */
public final class Contention {
  private static final String CONFLICTS = "racetrace.conflicts";
  private static final String RETRIES = "racetrace.retries";
  private static final String LOCK_WAITS = "racetrace.lock.waits";
  private static final String GIVE_UPS = "racetrace.give_ups";

  private final Meter meter;
  private final Map<String, LongCounter> counters = new ConcurrentHashMap<>();
  private final Map<String, LongAdder> sums = new ConcurrentHashMap<>();

  public Contention(OpenTelemetry openTelemetry) {
    meter = openTelemetry.getMeter("io.racetrace.contention");
  }

  /** A guarded write was refused, since somebody else had been quicker. */
  public void conflict() {
    count(CONFLICTS);
  }

  /** Something was done again after a conflict. */
  public void retry() {
    count(RETRIES);
  }

  /** Somebody has to wait for a lock outside of the database. */
  public void lockWait() {
    count(LOCK_WAITS);
  }

  /** All tries or all patience were spent, and the caller was told so. */
  public void gaveUp() {
    count(GIVE_UPS);
  }

  /** The sums since the start, by the metric's name. */
  public SortedMap<String, Long> sums() {
    SortedMap<String, Long> sorted = new TreeMap<>();
    sums.forEach((name, sum) -> sorted.put(name, sum.sum()));
    return sorted;
  }

  /** A change was tried, with success or without. */
  public void attempt() {
    count("racetrace.attempts");
  }

  /**
   * Something took its time, like a wait for a row lock: counted as {@code NAME.up_to_50ms}, {@code
   * NAME.up_to_150ms} or {@code NAME.longer}.
   */
  public void took(String name, long nanos) {
    long millis = nanos / 1_000_000;
    count(name + (millis < 50 ? ".up_to_50ms" : millis < 150 ? ".up_to_150ms" : ".longer"));
  }

  /** Anything else that is worth a counter, like {@code racetrace.sqlstate.40001}. */
  public void count(String name) {
    counters.computeIfAbsent(name, missing -> meter.counterBuilder(missing).build()).add(1);
    sums.computeIfAbsent(name, missing -> new LongAdder()).increment();
  }
}
