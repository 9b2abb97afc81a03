package io.racetrace.access.work;

import io.racetrace.access.Access;
import io.racetrace.access.Guard;
import io.racetrace.access.HeldLock;
import io.racetrace.access.Isolation;
import io.racetrace.access.Mutex;
import io.racetrace.access.Mutex.Step;
import io.racetrace.access.Read;
import io.racetrace.access.RecordKey;
import io.racetrace.access.RecordType;
import io.racetrace.access.Site;
import io.racetrace.access.Store;
import io.racetrace.access.UnitOfWork;
import io.racetrace.access.UnitOfWork.Boundary;
import io.racetrace.access.Write;
import io.racetrace.access.touch.AccessExtractor;
import io.racetrace.access.touch.DatabaseSpan;
import io.racetrace.access.touch.SqlMutexes;
import io.racetrace.trace.Interval;
import io.racetrace.trace.Span;
import io.racetrace.trace.TraceTree;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The locks beside the rows that the executions of one trace held, and from when to when. */
final class HeldLocks {

  private final Map<Executions.Key, List<Taken>> byExecution = new HashMap<>();
  private final TraceAccesses accesses;
  private final Executions executions;

  /** A lock that an execution took. */
  private static final class Taken {
    private final Mutex mutex;
    private final Store store;
    private final UnitOfWork unit;
    private final Interval at;
    private final boolean afterView;
    private @Nullable Interval released;

    Taken(Mutex mutex, Store store, UnitOfWork unit, Interval at, boolean afterView) {
      this.mutex = mutex;
      this.store = store;
      this.unit = unit;
      this.at = at;
      this.afterView = afterView;
      if (!mutex.ofSession()) {
        released = unit.boundary() == Boundary.AUTOCOMMIT ? at : unit.end();
      }
    }

    private HeldLock told(Store of, UnitOfWork by) {
      String where = store.equals(of) || mutex.name().isEmpty() ? "" : " of " + store;
      return new HeldLock(
          mutex.name() + where,
          mutex.strength(),
          at,
          released,
          afterView && unit.isTransactionOf(by));
    }
  }

  private record Told(Span span, Mutex mutex) {}

  /**
   * @param found the touches of the trace
   */
  HeldLocks(
      TraceAccesses accesses,
      TraceTree tree,
      Executions executions,
      Transactions transactions,
      List<SpanTouch> found) {
    this.accesses = accesses;
    this.executions = executions;
    List<Told> told = new ArrayList<>();
    for (Span span : tree.spans()) {
      for (AccessExtractor extractor : accesses.extractors()) {
        extractor.mutexes(span).forEach(mutex -> told.add(new Told(span, mutex)));
      }
    }
    told.sort(
        Comparator.comparing((Told each) -> each.span.interval())
            .thenComparing(each -> each.span.spanId()));
    for (Told each : told) {
      Span span = each.span;
      List<Taken> own = byExecution.computeIfAbsent(executions.key(span), key -> new ArrayList<>());
      if (each.mutex.step() == Step.TAKE) {
        UnitOfWork unit = transactions.place(span).unit();
        boolean late = each.mutex.strength() != Mutex.Strength.TABLE;
        for (SpanTouch other : late ? List.<SpanTouch>of() : found) {
          late |=
              other.span().interval().end() <= span.interval().start()
                  && transactions.place(other.span()).unit().isTransactionOf(unit);
        }
        Store store = store(span);
        own.add(
            new Taken(each.mutex, store, unit, span.interval(), late && hasOneView(unit, store)));
      } else {
        giveBack(own, each.mutex, span.interval());
      }
    }
  }

  /**
   * Whether the transaction sees what was there when it began: the statement that takes a lock is
   * its beginning, in PostgreSQL (manual, 13.2.2 and 13.4.2), so what others do before the lock is
   * obtained stays unseen.
   */
  private static boolean hasOneView(UnitOfWork unit, Store store) {
    return store.system().equals("postgresql")
        && unit.boundary().isTransaction()
        && (unit.isolation() == Isolation.REPEATABLE_READ
            || unit.isolation() == Isolation.SERIALIZABLE);
  }

  private static void giveBack(List<Taken> own, Mutex mutex, Interval at) {
    boolean all = mutex.step() == Step.GIVE_ALL_BACK;
    for (int i = own.size() - 1; i >= 0; i--) {
      Taken taken = own.get(i);
      String name = taken.mutex.name();
      boolean meant =
          all
              ? name.startsWith(mutex.name())
                  || name.isEmpty() && mutex.name().equals(SqlMutexes.ADVISORY)
              : name.equals(mutex.name());
      if (taken.mutex.ofSession() && taken.released == null && meant) {
        taken.released = at;
        if (!all) {
          return;
        }
      }
    }
  }

  private Store store(Span span) {
    return accesses.known(new RecordType(DatabaseSpan.store(span), "any")).store();
  }

  /** What the execution held when a statement began, as far as it concerns the table. */
  List<HeldLock> at(Span statement, UnitOfWork unit, RecordType type) {
    List<Taken> own = byExecution.getOrDefault(executions.key(statement), List.of());
    List<HeldLock> held = new ArrayList<>();
    for (Taken taken : own) {
      boolean before = taken.at.end() <= statement.interval().start();
      boolean unknown = !taken.mutex.ofSession() && taken.released == null;
      boolean oneUnit =
          !unknown
              || taken.unit.isTransactionOf(unit)
              || taken.unit.boundary() == Boundary.UNKNOWN && unit.boundary() == Boundary.UNKNOWN;
      boolean concerns =
          taken.mutex.strength() != Mutex.Strength.TABLE
              || taken.store.equals(type.store()) && isOf(taken.mutex.name(), type.name());
      if (before && oneUnit && concerns) {
        held.add(taken.told(type.store(), unit));
      }
    }
    return held;
  }

  private static boolean isOf(String lock, String table) {
    String locked = lock.substring(SqlMutexes.OF_TABLE.length());
    return locked.equals(table) || locked.endsWith("." + table) || table.endsWith("." + locked);
  }

  /** A look at what the transaction's view had is as old as the view. */
  private static Interval viewed(Read read, List<HeldLock> held) {
    for (HeldLock lock : held) {
      if (lock.afterView() && read.record().kind() == RecordKey.Kind.PREDICATE) {
        return lock.taken();
      }
    }
    return read.interval();
  }

  /** The access, with what its execution held. */
  Access around(Access access, Span statement) {
    if (byExecution.isEmpty()) {
      return access;
    }
    List<HeldLock> held = at(statement, access.site().unit(), access.record().type());
    if (held.isEmpty()) {
      return access;
    }
    Site site = access.site().in(access.site().surroundings().under(held));
    if (access instanceof Read read) {
      return new Read(
          read.record(), viewed(read, held), site, read.columns(), read.guards(), read.seen());
    }
    Write write = ((Write) access).at(site);
    return held.stream().anyMatch(lock -> lock.covers(write))
        ? write.behind(Guard.STORE_LOCK)
        : write;
  }
}
