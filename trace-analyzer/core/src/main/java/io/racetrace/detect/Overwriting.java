package io.racetrace.detect;

import io.racetrace.access.Columns;
import io.racetrace.access.Guard;
import io.racetrace.access.Operation;
import io.racetrace.history.ChangePath;
import java.util.Collections;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** Whether, as the statements are, a change by one path can destroy a change by another one. */
final class Overwriting {

  private Overwriting() {}

  /** Whether a victim's change that takes effect after the path's read is lost, or done twice. */
  static boolean canHit(ChangePath path, ChangePath victim) {
    boolean takeTurns = !path.lane().isEmpty() && path.lane().equals(victim.lane());
    boolean bothLock = !Collections.disjoint(path.locked(), victim.locked());
    if (!path.isBasedOnRead() || takeTurns || bothLock || isGuarded(path, victim)) {
      return false;
    }
    if (!path.predicate().isEmpty() || !victim.predicate().isEmpty()) {
      boolean sameColumn =
          path.does() == Operation.INSERT || !path.columns().shared(victim.columns()).isEmpty();
      return path.predicate().equals(victim.predicate())
          && path.does() == victim.does()
          && sameColumn;
    }
    return victim.does() == Operation.UPDATE
        && (!columns(path, victim).isEmpty() || isUnknown(path) && !isAtomic(path));
  }

  /**
   * The columns that the path reads and then sets, and that the victim changes; empty also where
   * nobody knows any.
   */
  static SortedSet<String> columns(ChangePath path, ChangePath victim) {
    SortedSet<String> columns = new TreeSet<>(path.columns().absolute());
    if (columns.isEmpty() && !isAtomic(path)) {
      columns.addAll(path.columns().contested());
      columns.removeAll(path.columns().relative());
    }
    columns.retainAll(path.columns().contested());
    if (!path.looked().isEmpty()) {
      columns.retainAll(path.looked());
    }
    if (victim.columns().isKnown()) {
      columns.retainAll(victim.columns().contested());
    }
    return columns;
  }

  private static boolean isUnknown(ChangePath path) {
    return !path.columns().isKnown();
  }

  private static boolean isAtomic(ChangePath path) {
    return path.guards().contains(Guard.ATOMIC_STATEMENT);
  }

  private static boolean isGuarded(ChangePath path, ChangePath victim) {
    Set<Guard> guards = path.guards();
    boolean sharedLease = guards.contains(Guard.LEASE) && victim.guards().contains(Guard.LEASE);
    boolean sharedKey =
        guards.contains(Guard.IDEMPOTENCY_KEY) && victim.guards().contains(Guard.IDEMPOTENCY_KEY);
    boolean unique =
        guards.contains(Guard.UNIQUE_CONSTRAINT)
            || victim.guards().contains(Guard.UNIQUE_CONSTRAINT);
    return guards.contains(Guard.ROW_LOCK)
        || guards.contains(Guard.ISOLATION)
            && (path.does() == Operation.UPDATE || victim.guards().contains(Guard.ISOLATION))
        || sharedLease
        || sharedKey
        || unique
        || guards.contains(Guard.VERSION_PREDICATE) && notices(path, victim);
  }

  /**
   * Whether the check of the path notices the victim's change. Who counts a version checks only
   * that; else what is checked is among the columns themselves.
   */
  private static boolean notices(ChangePath path, ChangePath victim) {
    Columns own = path.columns();
    boolean counts =
        own.absolute().stream().anyMatch(Columns::isVersion)
            || own.relative().stream().anyMatch(Columns::isVersion);
    boolean statedOnly =
        victim.columns().absolute().isEmpty()
            && victim.columns().relative().isEmpty()
            && victim.guards().contains(Guard.VERSION_PREDICATE);
    return !counts || statedOnly || victim.columns().mayChangeVersion();
  }
}
