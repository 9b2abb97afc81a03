package io.racetrace.access.work;

import io.racetrace.access.Access;
import io.racetrace.access.Guard;
import io.racetrace.access.KeySource;
import io.racetrace.access.Operation;
import io.racetrace.access.Read;
import io.racetrace.access.RecordKey;
import io.racetrace.access.Site;
import io.racetrace.access.UnitOfWork;
import io.racetrace.access.UnitOfWork.Boundary;
import io.racetrace.access.Write;
import io.racetrace.access.touch.Touch;
import io.racetrace.trace.Span;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The rows that transactions of one trace had locked. Two that lock one row before all else take
 * turns with whatever they do after it, as those do who lock an order before they change its lines.
 */
final class LockedRows {

  /** Who locks more works through a list, and takes turns with others by none of them. */
  private static final int MOST = 16;

  private final Executions executions;
  private final Transactions transactions;
  private final List<SpanTouch> found;
  private final Map<Executions.Key, List<Lock>> all = new HashMap<>();
  private final Map<Executions.Key, List<Lock>> byReads = new HashMap<>();
  private boolean known;

  /** Something that a transaction holds from here on. */
  private record Lock(String name, long from, UnitOfWork unit) {}

  /**
   * @param found the touches of the trace, each once
   */
  LockedRows(Executions executions, Transactions transactions, List<SpanTouch> found) {
    this.executions = executions;
    this.transactions = transactions;
    this.found = found;
  }

  /** What the transaction of a statement had locked before it, by reading or by writing it. */
  SortedSet<String> before(Span statement, UnitOfWork unit) {
    find();
    return before(all, statement, unit);
  }

  /** The other records that the transaction of a statement had locked before it as it read them. */
  SortedSet<String> beside(Span statement, UnitOfWork unit, RecordKey record) {
    find();
    SortedSet<String> locked = before(byReads, statement, unit);
    if (!locked.isEmpty()) {
      locked.remove(record.toString());
    }
    return locked.size() > MOST ? Collections.emptySortedSet() : locked;
  }

  /** The access, with the other rows that its transaction had locked. */
  Access around(Access access, Span statement) {
    Site site = access.site();
    SortedSet<String> locked = beside(statement, site.unit(), access.record());
    if (locked.isEmpty()) {
      return access;
    }
    Site place = site.in(site.surroundings().locking(locked));
    return access instanceof Write write
        ? write.at(place)
        : new Read(
            access.record(),
            access.interval(),
            place,
            access.columns(),
            access.guards(),
            ((Read) access).seen());
  }

  private SortedSet<String> before(
      Map<Executions.Key, List<Lock>> locks, Span statement, UnitOfWork unit) {
    SortedSet<String> held = new TreeSet<>();
    if (locks.isEmpty()) {
      return held;
    }
    for (Lock lock : locks.getOrDefault(executions.key(statement), List.of())) {
      boolean oneUnit =
          lock.unit.isTransactionOf(unit)
              || lock.unit.boundary() == Boundary.UNKNOWN && unit.boundary() == Boundary.UNKNOWN;
      if (lock.from <= statement.interval().start() && oneUnit) {
        held.add(lock.name);
      }
    }
    return held;
  }

  private void find() {
    if (known) {
      return;
    }
    known = true;
    for (SpanTouch at : found) {
      Touch touch = at.touch();
      String key = touch.key();
      boolean byRead = !touch.operation().isWrite() && keepsOthersOff(touch);
      boolean byWrite =
          touch.operation() == Operation.UPDATE && touch.keySource() != KeySource.COMMAND;
      if (key != null && (byRead || byWrite)) {
        Lock lock =
            new Lock(
                new RecordKey(touch.type(), key).toString(),
                at.span().interval().end(),
                transactions.place(at.span()).unit());
        all.computeIfAbsent(executions.key(at.span()), execution -> new ArrayList<>()).add(lock);
        if (byRead) {
          byReads
              .computeIfAbsent(executions.key(at.span()), execution -> new ArrayList<>())
              .add(lock);
        }
      }
    }
  }

  /** Whether one at a time has the lock, and nobody goes on without it. */
  private static boolean keepsOthersOff(Touch touch) {
    if (!touch.guards().contains(Guard.ROW_LOCK)) {
      return false;
    }
    String statement = touch.statement().toLowerCase(Locale.ROOT);
    return !statement.contains(" for share")
        && !statement.contains(" share mode")
        && !statement.contains(" skip locked");
  }
}
