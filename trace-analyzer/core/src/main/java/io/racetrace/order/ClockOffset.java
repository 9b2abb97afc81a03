package io.racetrace.order;

import java.math.BigDecimal;

/**
 * By how much one clock, B, is ahead of another one, A: somewhere from {@code low} to {@code high}.
 *
 * @param low nanoseconds; {@link #UNBOUNDED} below zero if nothing is known
 * @param high nanoseconds; {@link #UNBOUNDED} if nothing is known
 * @param calls how many calls it is measured from, over all instances on the way; 0 if stated
 */
public record ClockOffset(long low, long high, ClockSource source, long calls) {

  /** Far beyond any clock (73 years), and far from overflowing when added up. */
  public static final long UNBOUNDED = Long.MAX_VALUE / 4;

  /**
   * @throws IllegalArgumentException if nothing lies between the bounds
   */
  public ClockOffset {
    low = Math.max(low, -UNBOUNDED);
    high = Math.min(high, UNBOUNDED);
    if (low > high) {
      throw new IllegalArgumentException("no offset lies between " + low + " and " + high);
    }
  }

  static ClockOffset within(long bound, ClockSource source) {
    return new ClockOffset(-bound, bound, source, 0);
  }

  /** The middle, in nanoseconds: where B's clock is thought to be. */
  public long centre() {
    return low + (high - low) / 2;
  }

  /** How far the offset may lie from the middle, in nanoseconds, never negative. */
  public long uncertainty() {
    return (high - low) / 2 + (high - low) % 2;
  }

  /** The same, seen from B. */
  public ClockOffset reversed() {
    return new ClockOffset(-high, -low, source, calls);
  }

  /** What is left when so much of it is set right. */
  ClockOffset less(long nanos) {
    return nanos == 0
        ? this
        : new ClockOffset(
            low > -UNBOUNDED ? low - nanos : low,
            high < UNBOUNDED ? high - nanos : high,
            source,
            calls);
  }

  /** All that either allows; as sure as the less sure of them. */
  ClockOffset or(ClockOffset other) {
    return new ClockOffset(
        Math.min(low, other.low),
        Math.max(high, other.high),
        source.compareTo(other.source) >= 0 ? source : other.source,
        source == ClockSource.STATED || other.source == ClockSource.STATED
            ? 0
            : Math.min(calls, other.calls));
  }

  /** For a person, such as {@code 0 +/- 10 ms, as stated}. */
  @Override
  public String toString() {
    return uncertainty() >= UNBOUNDED / 2
        ? "unknown"
        : millis(centre()) + " +/- " + millis(uncertainty()) + " ms, " + because();
  }

  /** Where it is from, for a person. */
  public String because() {
    return switch (source) {
      case SAME_CLOCK -> "one clock";
      case MEASURED -> "measured from " + calls + (calls == 1 ? " call" : " calls");
      case STATED -> "as stated";
    };
  }

  /** To the microsecond, which is finer than any clock is kept. */
  static String millis(long nanos) {
    BigDecimal micros = new BigDecimal(Math.floorDiv(nanos + 500, 1000));
    return micros.signum() == 0
        ? "0"
        : micros.movePointLeft(3).stripTrailingZeros().toPlainString();
  }
}
