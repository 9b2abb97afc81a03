package io.racetrace.history;

import io.racetrace.access.Access;
import io.racetrace.access.Guard;
import io.racetrace.access.Operation;
import io.racetrace.access.Outcome;
import io.racetrace.access.Write;

/**
 * What changes of a record type take.
 *
 * @param attempts how many there were; refused ones by other changes among them
 * @param changes how many of those took effect, as far as is known
 * @param holds how often a row, or a lock for it, is seen to be held
 * @param longestHoldNanos the longest of these
 */
public record Effort(long attempts, long changes, long holds, long longestHoldNanos) {

  public static final Effort NONE = new Effort(0, 0, 0, 0);

  static Effort of(Access access) {
    long attempts = 0;
    long changes = 0;
    if (access instanceof Write write && write.operation() != Operation.INSERT) {
      changes = write.outcome().mayHaveTakenEffect() ? 1 : 0;
      attempts = changes == 1 || isRefused(write) ? 1 : 0;
    }
    long holds = 0;
    long longest = 0;
    for (RowHold hold : RowHold.of(access)) {
      holds++;
      longest = Math.max(longest, hold.held().nanos());
    }
    return new Effort(attempts, changes, holds, longest);
  }

  private static boolean isRefused(Write write) {
    Guard by = write.rejectedBy();
    return (write.outcome() == Outcome.REJECTED || write.outcome() == Outcome.UNNOTICED)
        && (by == Guard.VERSION_PREDICATE || by == Guard.ISOLATION || by == Guard.ROW_LOCK);
  }

  public Effort plus(Effort other) {
    return new Effort(
        attempts + other.attempts,
        changes + other.changes,
        holds + other.holds,
        Math.max(longestHoldNanos, other.longestHoldNanos));
  }
}
