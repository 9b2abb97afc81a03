package io.racetrace.order;

import io.racetrace.trace.ServiceInstance;

/**
 * By how much the clocks of two instances may differ.
 *
 * @param maxSkewNanos stated bound for two instances, in nanoseconds
 * @param resolutionNanos how fine the coarsest times of the input are, in nanoseconds, at least 1
 */
public record ClockBounds(long maxSkewNanos, long resolutionNanos) {

  /**
   * Two traces of one instance share its clock, but SDKs anchor the clock anew for each trace and
   * read the wall clock to microseconds only.
   */
  private static final long ANCHOR_NANOS = 50_000;

  /**
   * @throws IllegalArgumentException if the bound is negative or the resolution below 1
   */
  public ClockBounds {
    if (maxSkewNanos < 0) {
      throw new IllegalArgumentException("a clock bound is not negative: " + maxSkewNanos);
    }
    if (resolutionNanos < 1) {
      throw new IllegalArgumentException("a resolution is at least 1 ns: " + resolutionNanos);
    }
  }

  /** By how much two times of one clock may seem closer or further apart than they are. */
  public long rounding() {
    // A start is cut once, an end is the sum of a start and a length that are both cut.
    return resolutionNanos == 1 ? 0 : 2 * resolutionNanos;
  }

  /** By how much two stretches of work of one instance may seem apart, in nanoseconds. */
  long anchor() {
    return Math.min(ANCHOR_NANOS, maxSkewNanos);
  }

  /**
   * By how much a bound that is measured in some traces may be off for others: two traces of either
   * instance have anchors of their own, and each of the times is rounded.
   */
  long measuring() {
    return 2 * Math.min(ANCHOR_NANOS, maxSkewNanos) + 2 * rounding();
  }

  /** The bound of two instances that nothing more is known of, in nanoseconds. */
  public long widest() {
    return maxSkewNanos + rounding();
  }

  /** Nanoseconds, never negative. */
  public long between(ServiceInstance one, ServiceInstance other) {
    return shareClock(one, other) ? anchor() + rounding() : widest();
  }

  /**
   * Whether both are surely one instance. Spans whose resource names no instance may be of any
   * number of replicas, each with a clock of its own.
   */
  static boolean shareClock(ServiceInstance one, ServiceInstance other) {
    return !one.instance().isEmpty() && one.equals(other);
  }
}
