package io.racetrace.history;

import io.racetrace.trace.Sampling;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What the spans of one service are like.
 *
 * @param emitters who writes them, as a person calls it
 * @param orphanSpans spans whose parent is missing
 * @param consumers spans that take up a message
 * @param causelessConsumers those with neither a parent nor a link
 * @param sampling the rarest that a trace state tells; null if none speaks of it
 * @param resolution the coarsest times, in nanoseconds
 */
public record ServiceCoverage(
    String service,
    SortedSet<String> emitters,
    long spans,
    long orphanSpans,
    long consumers,
    long causelessConsumers,
    @Nullable Sampling sampling,
    long resolution) {

  /** More than that are as good as that many. */
  private static final int MAX_EMITTERS = 8;

  /** Copies the set, and bounds it. */
  public ServiceCoverage {
    SortedSet<String> first = new TreeSet<>(emitters);
    while (first.size() > MAX_EMITTERS) {
      first.remove(first.last());
    }
    emitters = Collections.unmodifiableSortedSet(first);
  }

  ServiceCoverage plus(ServiceCoverage other) {
    SortedSet<String> all = new TreeSet<>(emitters);
    all.addAll(other.emitters);
    return new ServiceCoverage(
        service,
        all,
        spans + other.spans,
        orphanSpans + other.orphanSpans,
        consumers + other.consumers,
        causelessConsumers + other.causelessConsumers,
        rarer(sampling, other.sampling),
        Math.max(resolution, other.resolution));
  }

  /** Whether traces say that others were not kept, of which nobody knows what they did. */
  public boolean isSampled() {
    return sampling != null && sampling.threshold() > 0;
  }

  static @Nullable Sampling rarer(@Nullable Sampling one, @Nullable Sampling other) {
    return one == null ? other : other == null ? one : one.rarer(other);
  }
}
