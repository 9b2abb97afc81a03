package io.racetrace.history;

import io.racetrace.access.Access;
import io.racetrace.access.Guard;
import io.racetrace.access.Lease;
import io.racetrace.access.Operation;
import io.racetrace.access.Outcome;
import io.racetrace.access.UnitOfWork;
import io.racetrace.access.UnitOfWork.Boundary;
import io.racetrace.access.Write;
import io.racetrace.trace.Interval;
import io.racetrace.trace.SpanId;
import java.util.ArrayList;
import java.util.List;

/**
 * For how long an access surely held its row, or a lock that is named like it: all on the clock of
 * its own instance.
 *
 * @param by the unit of work that held the row, or the span that took the lock
 */
public record RowHold(SpanId by, Interval held) {

  /** Those that begin with this access. */
  public static List<RowHold> of(Access access) {
    UnitOfWork unit = access.site().unit();
    List<Lease> leases = access.site().surroundings().leases();
    if (unit.boundary() != Boundary.TRANSACTION && leases.isEmpty()) {
      return List.of();
    }
    List<RowHold> holds = new ArrayList<>();
    Interval end = unit.end();
    boolean locks =
        access instanceof Write write
            ? write.operation() == Operation.UPDATE && write.outcome() == Outcome.COMMITTED
            : access.guards().contains(Guard.ROW_LOCK);
    long from = access.interval().end();
    if (locks && end != null && unit.boundary() == Boundary.TRANSACTION && end.start() >= from) {
      holds.add(new RowHold(unit.id(), new Interval(from, end.start())));
    }
    for (Lease lease : leases) {
      Interval released = lease.released();
      long taken = lease.acquired().end();
      if (access instanceof Write
          && released != null
          && !lease.failed()
          && !lease.lent()
          && lease.isNamedLike(access.record())
          && released.start() >= taken) {
        long givenBack = released.start();
        holds.add(new RowHold(lease.acquire(), new Interval(taken, givenBack)));
      }
    }
    return holds;
  }
}
