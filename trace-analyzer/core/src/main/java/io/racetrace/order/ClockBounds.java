package io.racetrace.order;

import io.racetrace.trace.ServiceInstance;

/**
 * By how much the clocks of two instances may differ.
 *
 * @param maxSkewNanos stated bound for two instances, in nanoseconds
 */
public record ClockBounds(long maxSkewNanos) {

  /**
   * Two traces of one instance share its clock, but SDKs anchor the clock anew for each trace and
   * read the wall clock to microseconds only.
   */
  private static final long ANCHOR_NANOS = 50_000;

  /**
   * @throws IllegalArgumentException if the bound is negative
   */
  public ClockBounds {
    if (maxSkewNanos < 0) {
      throw new IllegalArgumentException("a clock bound is not negative: " + maxSkewNanos);
    }
  }

  /** Nanoseconds, never negative. */
  public long between(ServiceInstance one, ServiceInstance other) {
    return one.equals(other) ? Math.min(ANCHOR_NANOS, maxSkewNanos) : maxSkewNanos;
  }
}
