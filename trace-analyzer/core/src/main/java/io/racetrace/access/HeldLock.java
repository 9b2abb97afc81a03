package io.racetrace.access;

import io.racetrace.trace.Interval;
import org.jspecify.annotations.Nullable;

/**
 * A lock beside the rows that the store had given to an execution when an access began.
 *
 * @param name which lock of its store; empty where its key is not shown
 * @param taken when the statement ran that took it
 * @param released when it was let go: the end of the transaction, or the statement that did so;
 *     null where nothing tells, or the session kept it
 */
public record HeldLock(
    String name, Mutex.Strength strength, Interval taken, @Nullable Interval released) {

  /** Whether it was held until the access had taken effect. */
  public boolean covers(Access access) {
    return covers(access.effect());
  }

  /** Whether it was held until what began while it was held had taken effect. */
  public boolean covers(Interval effect) {
    return released == null || released.equals(effect) || effect.end() <= released.start();
  }

  /** Whether nobody else can have changed a row of the table meanwhile. */
  public boolean isOfTable() {
    return strength == Mutex.Strength.TABLE;
  }

  /** Whether the other can't have been held at the same time. */
  public boolean excludes(HeldLock other) {
    return isNamed(other) && isExclusive(other) && !isTried() && !other.isTried();
  }

  /** Whether the other one may be the same lock, as far as is known. */
  public boolean mayExclude(HeldLock other) {
    return isExclusive(other) && (isNamed(other) || name.isEmpty() || other.name.isEmpty());
  }

  /** Whether nobody can see if it was obtained. */
  public boolean isTried() {
    return strength == Mutex.Strength.TRIED;
  }

  private boolean isNamed(HeldLock other) {
    return !name.isEmpty() && name.equals(other.name);
  }

  private boolean isExclusive(HeldLock other) {
    return strength != Mutex.Strength.SHARED || other.strength != Mutex.Strength.SHARED;
  }

  /** This lock on another clock, so many nanoseconds ahead. */
  HeldLock moved(long nanos) {
    return new HeldLock(
        name, strength, moved(taken, nanos), released == null ? null : moved(released, nanos));
  }

  private static Interval moved(Interval interval, long nanos) {
    return new Interval(interval.start() + nanos, interval.end() + nanos);
  }

  /** Whether both are one lock, taken once. */
  boolean isSameHold(HeldLock other) {
    return name.equals(other.name) && taken.equals(other.taken);
  }
}
