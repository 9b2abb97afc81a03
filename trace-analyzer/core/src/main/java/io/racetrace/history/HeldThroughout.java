package io.racetrace.history;

import io.racetrace.access.Access;
import io.racetrace.access.HeldLock;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Locks beside the rows that were held from what was looked at until what was written took effect.
 *
 * @param locks each of them was taken once, and not let go in between
 */
public record HeldThroughout(List<HeldLock> locks) {

  /** Copies the list. */
  public HeldThroughout {
    locks = List.copyOf(locks);
  }

  /**
   * @param look null where nothing was looked at
   * @param last whatever came last: the write, or another look
   */
  public static HeldThroughout of(@Nullable Access look, Access last) {
    List<HeldLock> held = last.site().surroundings().held();
    if (held.isEmpty()) {
      return new HeldThroughout(List.of());
    }
    List<HeldLock> throughout = new ArrayList<>();
    for (HeldLock lock : held) {
      boolean before =
          look == null
              || look.site().sameExecution(last.site())
                  && look.site().surroundings().held().stream().anyMatch(lock::isSameHold);
      if (before && lock.covers(last)) {
        throughout.add(lock);
      }
    }
    return new HeldThroughout(throughout);
  }

  /** Whether the two can't have been at work at the same time. */
  public boolean excludes(HeldThroughout other) {
    return locks.stream()
        .anyMatch(lock -> other.locks.stream().anyMatch(its -> lock.excludes(its)));
  }

  /** Whether they may be held off each other by a lock whose key is hidden. */
  public boolean mayExclude(HeldThroughout other) {
    return locks.stream()
        .anyMatch(lock -> other.locks.stream().anyMatch(its -> lock.mayExclude(its)));
  }

  /** Whether nobody at all can have changed a row of the table meanwhile. */
  public boolean isOfTable() {
    return locks.stream().anyMatch(HeldLock::isOfTable);
  }
}
