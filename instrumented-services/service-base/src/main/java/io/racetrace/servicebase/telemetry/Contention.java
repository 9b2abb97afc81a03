package io.racetrace.servicebase.telemetry;

import static io.opentelemetry.api.common.AttributeKey.stringKey;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.metrics.Meter;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * What it costs a service that others want the same records: metrics, and their sums so far. The
 * units and the bounds of durations are those of OpenTelemetry's conventions.
 */
public final class Contention {
  /** A lock of the database, on a row. */
  public static final String ROW = "row";

  /** A lock in Redis, for a time. */
  public static final String LEASE = "lease";

  private static final String CONFLICTS = "racetrace.conflicts";
  private static final String RETRIES = "racetrace.retries";
  private static final String LOCK_WAITS = "racetrace.lock.waits";
  private static final String GIVE_UPS = "racetrace.give_ups";
  private static final String ATTEMPTS = "racetrace.attempts";

  private static final Map<String, String> UNITS =
      Map.of(
          CONFLICTS, "{conflict}",
          RETRIES, "{retry}",
          LOCK_WAITS, "{wait}",
          GIVE_UPS, "{give_up}",
          ATTEMPTS, "{attempt}");

  private static final AttributeKey<String> KIND = stringKey("racetrace.lock.kind");
  private static final List<Double> SECONDS =
      List.of(0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0);
  private static final double NANOS = 1e9;

  private final Meter meter;
  private final DoubleHistogram waits;
  private final DoubleHistogram holds;
  private final Map<String, LongCounter> counters = new ConcurrentHashMap<>();
  private final Map<String, LongAdder> sums = new ConcurrentHashMap<>();

  public Contention(OpenTelemetry openTelemetry) {
    meter = openTelemetry.getMeter("io.racetrace.contention");
    waits = seconds("racetrace.lock.wait.duration", "How long a lock was waited for");
    holds = seconds("racetrace.lock.hold.duration", "How long a lock was held");
  }

  private DoubleHistogram seconds(String name, String description) {
    return meter
        .histogramBuilder(name)
        .setDescription(description)
        .setUnit("s")
        .setExplicitBucketBoundariesAdvice(SECONDS)
        .build();
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

  /** A change was tried, with success or without. */
  public void attempt() {
    count(ATTEMPTS);
  }

  /**
   * A lock was waited for, in vain or not, or was there at once.
   *
   * @param kind {@link #ROW} or {@link #LEASE}
   */
  public void waited(String kind, long nanos) {
    waits.record(nanos / NANOS, Attributes.of(KIND, kind));
    sum("racetrace." + kind + "_lock.wait" + upTo(nanos));
  }

  /**
   * A lock was held.
   *
   * @param kind {@link #ROW} or {@link #LEASE}
   */
  public void held(String kind, long nanos) {
    holds.record(nanos / NANOS, Attributes.of(KIND, kind));
    sum("racetrace." + kind + "_lock.hold" + upTo(nanos));
  }

  private static String upTo(long nanos) {
    long millis = nanos / 1_000_000;
    return millis < 50 ? ".up_to_50ms" : millis < 150 ? ".up_to_150ms" : ".longer";
  }

  /** Anything else that is worth a counter, like {@code racetrace.sqlstate.40001}. */
  public void count(String name) {
    counters
        .computeIfAbsent(
            name,
            missing -> meter.counterBuilder(missing).setUnit(UNITS.getOrDefault(name, "1")).build())
        .add(1);
    sum(name);
  }

  private void sum(String name) {
    sums.computeIfAbsent(name, missing -> new LongAdder()).increment();
  }

  /**
   * The sums since the start, by the metric's name; durations as how many were {@code .up_to_50ms},
   * {@code .up_to_150ms} and {@code .longer}.
   */
  public SortedMap<String, Long> sums() {
    SortedMap<String, Long> sorted = new TreeMap<>();
    sums.forEach((name, sum) -> sorted.put(name, sum.sum()));
    return sorted;
  }
}
