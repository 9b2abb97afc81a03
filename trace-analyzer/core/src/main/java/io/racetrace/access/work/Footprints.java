package io.racetrace.access.work;

import io.racetrace.access.Access;
import io.racetrace.access.Footprint;
import io.racetrace.access.Guard;
import io.racetrace.access.Operation;
import io.racetrace.access.Outcome;
import io.racetrace.access.Read;
import io.racetrace.access.RecordKey;
import io.racetrace.access.Site;
import io.racetrace.access.Snapshot;
import io.racetrace.access.UnitOfWork;
import io.racetrace.access.Write;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Ties the accesses of one execution together where it read one record and wrote another: a write
 * is given what was read before it and not written, a read of what was not written is given what
 * was written after it. Whoever looks at the history of one record can see there how the execution
 * may cross with others elsewhere.
 */
final class Footprints {

  /** More are not kept for one access: that is no decision any more but a batch. */
  private static final int MOST = 8;

  /** An execution with more accesses is a batch, too. */
  private static final int LONGEST = 100;

  /** So many accesses are compared each with each. */
  private static final int FEW = 24;

  private Footprints() {}

  /** Whether an execution read what it did not write, and wrote something. */
  private static boolean mayCross(List<Access> accesses) {
    for (Access access : accesses) {
      if (access instanceof Read) {
        boolean writes = false;
        boolean writesIt = false;
        for (Access other : accesses) {
          if (other instanceof Write && other.site().sameExecution(access.site())) {
            writes = true;
            writesIt |= other.record().equals(access.record());
          }
        }
        if (writes && !writesIt) {
          return true;
        }
      }
    }
    return false;
  }

  /**
   * @param accesses of one trace, sorted by time
   */
  static List<Access> left(List<Access> accesses) {
    if (accesses.size() <= FEW && !mayCross(accesses)) {
      return accesses;
    }
    Map<Object, List<Access>> executions = new LinkedHashMap<>();
    for (Access access : accesses) {
      Site site = access.site();
      executions
          .computeIfAbsent(
              List.of(site.entryPoint().spanId(), site.instance()), key -> new ArrayList<>())
          .add(access);
    }
    List<Access> result = new ArrayList<>(accesses.size());
    Set<Object> crossing = new HashSet<>();
    executions.forEach(
        (execution, own) -> {
          if (readsOneAndWritesAnother(own)) {
            crossing.add(execution);
          }
        });
    for (Access access : accesses) {
      Object execution = List.of(access.site().entryPoint().spanId(), access.site().instance());
      result.add(
          crossing.contains(execution)
              ? touching(access, executions.getOrDefault(execution, List.of()))
              : access);
    }
    return result;
  }

  private static boolean readsOneAndWritesAnother(List<Access> own) {
    Set<RecordKey> read = new HashSet<>();
    Set<RecordKey> written = new HashSet<>();
    own.forEach(access -> (access instanceof Write ? written : read).add(access.record()));
    read.removeAll(written);
    return !written.isEmpty() && !read.isEmpty() && own.size() <= LONGEST;
  }

  private static Access touching(Access access, List<Access> own) {
    Set<RecordKey> written = new HashSet<>();
    for (Access other : own) {
      if (other instanceof Write write && write.outcome().mayHaveTakenEffect()) {
        written.add(other.record());
      }
    }
    Map<RecordKey, Footprint> found = new LinkedHashMap<>();
    if (access instanceof Write write && isChange(write)) {
      for (Access other : own) {
        if (other instanceof Read read
            && !written.contains(read.record())
            && read.interval().end() <= write.interval().start()) {
          // The last read before the write is what it can rest on.
          found.put(
              read.record(), of(read, read.guards().contains(Guard.ROW_LOCK), read.seen(), write));
        }
      }
    } else if (access instanceof Read read && !written.contains(read.record())) {
      for (Access other : own) {
        if (other instanceof Write write
            && isChange(write)
            && read.interval().end() <= write.interval().start()) {
          found.putIfAbsent(write.record(), of(write, false, write.left(), read));
        }
      }
    }
    if (found.isEmpty() || found.size() > MOST) {
      return access;
    }
    UnitOfWork unit = access.site().unit().touching(List.copyOf(found.values()));
    return access instanceof Write write
        ? write.at(write.site().in(unit))
        : access instanceof Read read
            ? new Read(
                read.record(),
                read.interval(),
                read.site().in(unit),
                read.columns(),
                read.guards(),
                read.seen())
            : access;
  }

  /** Of a row that is there, and of more than who changed it last. */
  private static boolean isChange(Write write) {
    return write.outcome().mayHaveTakenEffect()
        && write.operation() != Operation.INSERT
        && !(write.columns().isKnown() && write.columns().contested().isEmpty());
  }

  private static Footprint of(Access other, boolean locking, Snapshot state, Access access) {
    boolean together = other.site().unit().isTransactionOf(access.site().unit());
    return new Footprint(
        other.record(),
        other.site().spanId(),
        other instanceof Write,
        other.interval(),
        other.effect(),
        locking && together,
        together,
        !(other instanceof Write write) || write.outcome() == Outcome.COMMITTED,
        state,
        other.columns());
  }
}
