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
 * @param afterView whether the transaction's view of the store is older than the lock, so that it
 *     does not see what was done under the lock before
 */
public record HeldLock(
    String name,
    Mutex.Strength strength,
    Interval taken,
    @Nullable Interval released,
    boolean afterView) {

  /** Whether it was held until the access had taken effect. */
  public boolean covers(Access access) {
    return covers(access.effect());
  }

  /** Whether it was held until what began while it was held had taken effect. */
  public boolean covers(Interval effect) {
    boolean longEnough =
        released == null || released.equals(effect) || effect.end() <= released.start();
    return longEnough && !afterView;
  }

  /** Whether nobody else can have changed a row of the table meanwhile. */
  public boolean isOfTable() {
    return strength == Mutex.Strength.TABLE;
  }

  /** Whether the other can't have been held at the same time. */
  public boolean excludes(HeldLock other) {
    return isNamed(other) && isExclusive(other) && !isTried() && !other.isTried();
  }

  /** Whether the other one may be the same lock, for the key of one of them is hidden. */
  public boolean mayExclude(HeldLock other) {
    return isExclusive(other) && (name.isEmpty() || other.name.isEmpty());
  }

  /** Whether nobody can see if it was obtained. */
  public boolean isTried() {
    return strength == Mutex.Strength.TRIED;
  }

  public boolean isShared() {
    return strength == Mutex.Strength.SHARED;
  }

  private boolean isNamed(HeldLock other) {
    return !name.isEmpty() && name.equals(other.name);
  }

  private boolean isExclusive(HeldLock other) {
    return !isShared() || !other.isShared();
  }

  /** This lock on another clock, so many nanoseconds ahead. */
  HeldLock moved(long nanos) {
    return new HeldLock(
        name,
        strength,
        moved(taken, nanos),
        released == null ? null : moved(released, nanos),
        afterView);
  }

  private static Interval moved(Interval interval, long nanos) {
    return new Interval(interval.start() + nanos, interval.end() + nanos);
  }

  /** Whether both are one lock, taken once. */
  public boolean isSameHold(HeldLock other) {
    return name.equals(other.name) && taken.equals(other.taken);
  }
}
