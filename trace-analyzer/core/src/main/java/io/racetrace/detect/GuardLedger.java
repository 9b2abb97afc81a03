package io.racetrace.detect;

import io.racetrace.access.Access;
import io.racetrace.access.Guard;
import io.racetrace.access.Isolation;
import io.racetrace.access.IsolationLevels;
import io.racetrace.access.IsolationLevels.Anomaly;
import io.racetrace.access.Lease;
import io.racetrace.access.Operation;
import io.racetrace.access.RecordKey;
import io.racetrace.access.Store;
import io.racetrace.access.UnitOfWork;
import io.racetrace.access.UnitOfWork.Boundary;
import io.racetrace.access.Write;
import io.racetrace.finding.GuardState;
import io.racetrace.finding.GuardState.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which guards each side had, lacked, or may have had where nobody can see it. */
final class GuardLedger {

  private static final List<Guard> IN_THE_STATEMENT =
      List.of(Guard.VERSION_PREDICATE, Guard.ROW_LOCK, Guard.ATOMIC_STATEMENT);

  private static final String STATEMENT = "spans of the store's client (db.query.text)";
  private static final String ENDS =
      "spans that show where transactions end (otel.instrumentation.jdbc.experimental"
          + ".transaction.enabled=true, or the agent extension)";

  private GuardLedger() {}

  static List<GuardState> of(Access a, Access b) {
    return of(Basis.of(a), Basis.of(b), Anomaly.LOST_UPDATE);
  }

  static List<GuardState> of(Basis ofA, Basis ofB, Anomaly anomaly) {
    Access a = ofA.write();
    Access b = ofB.write();
    List<GuardState> ledger = new ArrayList<>();
    for (Guard guard : IN_THE_STATEMENT) {
      ledger.add(inStatement(guard, "A", ofA));
      ledger.add(inStatement(guard, "B", ofB));
    }
    if (ofA.tookLock() || ofB.tookLock()) {
      ledger.add(ofA.storeLock("A"));
      ledger.add(ofB.storeLock("B"));
    }
    boolean visible = hasLeases(a) || hasLeases(b);
    ledger.add(lease("A", a, visible));
    ledger.add(lease("B", b, visible));
    ledger.add(isolation("A", a.site().unit(), a.record().type().store(), a.guards(), anomaly));
    ledger.add(isolation("B", b.site().unit(), b.record().type().store(), b.guards(), anomaly));
    if (inserts(a) || inserts(b)) {
      ledger.add(unique("A", a));
      ledger.add(unique("B", b));
    }
    if (a.site().message() != null || b.site().message() != null) {
      ledger.add(beside(Guard.IDEMPOTENCY_KEY, "A", a));
      ledger.add(beside(Guard.IDEMPOTENCY_KEY, "B", b));
    }
    return ledger;
  }

  private static boolean inserts(Access access) {
    return access instanceof Write write
        && write.operation() == Operation.INSERT
        && access.record().kind() != RecordKey.Kind.LOCK;
  }

  /** What keeps two from changing what the other has read. */
  static List<GuardState> ofReads(
      UnitOfWork a, boolean locks, UnitOfWork b, Set<Guard> guardsOfB, Store store) {
    return List.of(
        locked("A", locks, a),
        locked("B", guardsOfB.contains(Guard.ROW_LOCK), b),
        isolation("A", a, store, Set.of(), Anomaly.WRITE_SKEW),
        isolation("B", b, store, Set.of(), Anomaly.WRITE_SKEW));
  }

  private static GuardState locked(String side, boolean locks, UnitOfWork unit) {
    if (locks) {
      return new GuardState(Guard.ROW_LOCK, side, State.PRESENT, "");
    }
    return unit.boundary() == Boundary.UNKNOWN
        ? new GuardState(Guard.ROW_LOCK, side, State.NOT_OBSERVABLE, ENDS)
        : new GuardState(Guard.ROW_LOCK, side, State.ABSENT, "");
  }

  private static GuardState inStatement(Guard guard, String side, Basis basis) {
    Access write = basis.write();
    if (guard == Guard.ROW_LOCK && basis.lockedLate()) {
      return new GuardState(guard, side, State.PARTIAL, "taken only after the read");
    }
    if (write.guards().contains(guard)) {
      return new GuardState(guard, side, State.PRESENT, "");
    }
    return write.site().statement().isEmpty()
        ? new GuardState(guard, side, State.NOT_OBSERVABLE, STATEMENT)
        : new GuardState(guard, side, State.ABSENT, "");
  }

  /** A guard that no statement of the store shows. */
  private static GuardState beside(Guard guard, String side, Access write) {
    return write.guards().contains(guard)
        ? new GuardState(guard, side, State.PRESENT, "")
        : new GuardState(
            guard, side, State.NOT_OBSERVABLE, "racetrace.guard=" + guard.id() + " on the access");
  }

  private static boolean hasLeases(Access access) {
    return !access.site().surroundings().leases().isEmpty();
  }

  /**
   * @param visible whether the locks of one side are seen, so that those of the other one would be
   */
  private static GuardState lease(String side, Access access, boolean visible) {
    if (!visible || access.guards().contains(Guard.LEASE)) {
      return beside(Guard.LEASE, side, access);
    }
    State state = State.ABSENT;
    for (Lease lease : access.site().surroundings().leases()) {
      if (lease.covers(access.effect())) {
        return new GuardState(Guard.LEASE, side, State.PRESENT, "");
      }
      state = lease.failed() ? state : State.EXPIRED;
    }
    return new GuardState(Guard.LEASE, side, state, "");
  }

  private static GuardState unique(String side, Access write) {
    return write.guards().contains(Guard.UNIQUE_CONSTRAINT)
        ? new GuardState(Guard.UNIQUE_CONSTRAINT, side, State.PRESENT, "")
        : new GuardState(
            Guard.UNIQUE_CONSTRAINT,
            side,
            State.NOT_OBSERVABLE,
            "--schema with the table's definition");
  }

  /** The level counts for what is inside one transaction. */
  private static GuardState isolation(
      String side, UnitOfWork unit, Store store, Set<Guard> guards, Anomaly anomaly) {
    Isolation level = unit.isolation();
    boolean stated = anomaly == Anomaly.LOST_UPDATE && guards.contains(Guard.ISOLATION);
    boolean stops = level != null && IsolationLevels.stops(store, level, anomaly);
    if (stated || stops && unit.boundary().isTransaction()) {
      return new GuardState(Guard.ISOLATION, side, State.PRESENT, "");
    }
    if (unit.boundary() == Boundary.AUTOCOMMIT || level != null && !stops) {
      return new GuardState(Guard.ISOLATION, side, State.ABSENT, "");
    }
    return new GuardState(
        Guard.ISOLATION, side, State.NOT_OBSERVABLE, settled(level, store, anomaly));
  }

  private static String settled(@Nullable Isolation level, Store store, Anomaly anomaly) {
    if (level != null) {
      return ENDS;
    }
    Isolation usual = IsolationLevels.usual(store);
    String settledBy = "racetrace.isolation on a span of the transaction";
    if (usual == null) {
      return settledBy;
    }
    return settledBy
        + "; assumed "
        + usual.words()
        + ", the default"
        + (IsolationLevels.stops(store, usual, anomaly) ? "" : ", which does not stop this");
  }
}
