package io.racetrace.order;

import io.racetrace.access.Access;
import io.racetrace.access.Guard;
import io.racetrace.access.Lease;
import io.racetrace.access.Operation;
import io.racetrace.access.Outcome;
import io.racetrace.access.Read;
import io.racetrace.access.Site;
import io.racetrace.access.Snapshot;
import io.racetrace.access.Write;
import io.racetrace.trace.Interval;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What stores themselves put in order: versions that they count, rows that somebody holds. */
final class StoreOrder {

  /** Databases in which who writes a row holds it until the transaction ends. */
  private static final Set<String> LOCKING =
      Set.of(
          "postgresql",
          "mysql",
          "mariadb",
          "oracle",
          "oracle.db",
          "mssql",
          "microsoft.sql_server",
          "db2",
          "ibm.db2",
          "h2",
          "h2database");

  private StoreOrder() {}

  /**
   * How two accesses of one record stand by the versions that the store counted: what saw version
   * 17 or a later one came after the write that made 17. Null if that does not tell. What saw an
   * older one need not have come first: copies and snapshots are older than their time.
   */
  static @Nullable Relation byVersions(Access a, Access b) {
    if (!a.record().equals(b.record())) {
      return null;
    }
    Edge there = succession(a, b);
    Edge back = succession(b, a);
    if (there != null) {
      return back == null ? new Relation(Ordering.BEFORE, there) : null;
    }
    return back == null ? null : new Relation(Ordering.AFTER, back);
  }

  /** Why the second came after the first. */
  private static @Nullable Edge succession(Access first, Access second) {
    OptionalLong made =
        first instanceof Write write
                && write.outcome() == Outcome.COMMITTED
                && write.operation() == Operation.UPDATE
                && write.columns().countVersion()
            ? write.left().version().number()
            : OptionalLong.empty();
    Snapshot seen = null;
    if (second instanceof Read read) {
      seen = read.seen();
    } else if (second instanceof Write write && write.outcome() == Outcome.COMMITTED) {
      seen = write.base();
    }
    OptionalLong saw = seen == null ? OptionalLong.empty() : seen.version().number();
    return made.isPresent() && saw.isPresent() && saw.getAsLong() >= made.getAsLong()
        ? new Edge.Version(made.getAsLong(), saw.getAsLong())
        : null;
  }

  /**
   * How two accesses of one row stand that both held it: one got it only when the other had let it
   * go, so whoever had it before the other let go was first.
   *
   * @param offset by how much the clock of the second is ahead of the first one's
   */
  static @Nullable Relation byRowLocks(Access a, Access b, ClockOffset offset) {
    Interval releaseA = release(a);
    Interval releaseB = release(b);
    if (releaseA == null
        || releaseB == null
        || !(a instanceof Write || b instanceof Write)
        || !a.record().equals(b.record())
        || !LOCKING.contains(a.record().type().store().system())
        || a.site().unit().isTransactionOf(b.site().unit())
        || a.site().spanId().equals(b.site().spanId())) {
      return null;
    }
    long aHadIt = releaseB.start() - a.interval().end();
    long bHadIt = releaseA.start() - b.interval().end();
    boolean aFirst = aHadIt > offset.high();
    if (aFirst == bHadIt > -offset.low()) {
      return null;
    }
    long bound = offset.uncertainty();
    Access later = aFirst ? b : a;
    Interval awaited = aFirst ? releaseA : releaseB;
    if (later.interval().end() + bound < awaited.end()) {
      // It did not visibly wait.
      return null;
    }
    return aFirst
        ? new Relation(Ordering.BEFORE, locked(a, b, aHadIt - offset.centre(), offset))
        : new Relation(Ordering.AFTER, locked(b, a, bHadIt + offset.centre(), offset.reversed()));
  }

  private static List<Edge> locked(Access first, Access second, long gap, ClockOffset offset) {
    return List.of(
        new Edge.RowLock(first.site().spanId(), second.site().spanId()),
        new Edge.Clocks(gap, offset));
  }

  /** When the row was let go that the access surely held; null if it need not have held it. */
  private static @Nullable Interval release(Access access) {
    Site site = access.site();
    if (access.interval().nanos() == 0 || access.effect().nanos() == 0) {
      return null;
    }
    if (access instanceof Write write) {
      boolean holds = write.outcome() == Outcome.COMMITTED && write.operation() != Operation.INSERT;
      return switch (site.unit().boundary()) {
        case TRANSACTION -> holds ? site.unit().end() : null;
        case AUTOCOMMIT -> holds ? write.effect() : null;
        case ORM, STATED, UNKNOWN -> null;
      };
    }
    String statement = site.statement().toLowerCase(Locale.ROOT);
    boolean holds =
        access.guards().contains(Guard.ROW_LOCK)
            && site.unit().boundary().isTransaction()
            && !statement.contains("skip locked")
            && !statement.contains("key share");
    return holds ? site.unit().end() : null;
  }

  /**
   * How two accesses stand that were each made under one lock beside the records: one got it only
   * when the other had given it back. Held as far as their own clocks tell: nothing is claimed of a
   * lock that may have opened by itself, or that was never given back.
   *
   * @param offset by how much the clock of the second is ahead of the first one's
   */
  static @Nullable Relation byLeases(Access a, Access b, ClockOffset offset) {
    for (Lease one : a.site().surroundings().leases()) {
      for (Lease other : b.site().surroundings().leases()) {
        Interval releaseA = heldUntil(one, a);
        Interval releaseB = heldUntil(other, b);
        if (one.lock().equals(other.lock())
            && !one.acquire().equals(other.acquire())
            && releaseA != null
            && releaseB != null) {
          long aHadIt = releaseB.start() - one.acquired().end();
          long bHadIt = releaseA.start() - other.acquired().end();
          boolean aFirst = aHadIt > offset.high();
          boolean bFirst = bHadIt > -offset.low();
          if (aFirst != bFirst) {
            return aFirst
                ? new Relation(Ordering.BEFORE, leased(a, b, aHadIt - offset.centre(), offset))
                : new Relation(
                    Ordering.AFTER, leased(b, a, bHadIt + offset.centre(), offset.reversed()));
          }
        }
      }
    }
    return null;
  }

  private static List<Edge> leased(Access first, Access second, long gap, ClockOffset offset) {
    return List.of(
        new Edge.Lock(first.site().spanId(), second.site().spanId()), new Edge.Clocks(gap, offset));
  }

  /** When the lock was given back that the access surely was under; null if that is not sure. */
  private static @Nullable Interval heldUntil(Lease lease, Access access) {
    Interval released = lease.released();
    return released != null
            && !lease.failed()
            && !lease.lent()
            && lease.acquired().end() <= access.interval().start()
            && access.effect().end() <= released.start()
            && !lease.mayBeOverAt(released.end())
            && lease.acquired().nanos() > 0
            && released.nanos() > 0
        ? released
        : null;
  }
}
