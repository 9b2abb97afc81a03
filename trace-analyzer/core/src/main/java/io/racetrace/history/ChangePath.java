package io.racetrace.history;

import io.racetrace.access.Columns;
import io.racetrace.access.EntryPoint;
import io.racetrace.access.Guard;
import io.racetrace.access.Isolation;
import io.racetrace.access.IsolationLevels;
import io.racetrace.access.IsolationLevels.Anomaly;
import io.racetrace.access.Lease;
import io.racetrace.access.Operation;
import io.racetrace.access.Read;
import io.racetrace.access.RecordKey;
import io.racetrace.access.RecordType;
import io.racetrace.access.Store;
import io.racetrace.access.UnitOfWork.Boundary;
import io.racetrace.access.Write;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One way in which an entry point changes records of a type: what it reads first, and then writes.
 *
 * @param predicate of rows that were looked for and then inserted or counted: the columns that they
 *     were looked for by; empty where a record is changed that was read
 * @param read the shape of the statement that reads; null where nothing of the record is read
 * @param looked the columns that are read; empty where all may be
 * @param guards those of the write, and a level of isolation that refuses one of two
 * @param span how read and write stand to transactions
 * @param lane who has to do all changes of one record one after the other, such as the consumers of
 *     a topic that is partitioned by the record's key; empty where nobody does
 * @param locked of which other things the unit of work held locks when it began: record types, and
 *     locks beside the rows
 */
public record ChangePath(
    RecordType type,
    String predicate,
    String service,
    String operation,
    EntryPoint.Path path,
    @Nullable String read,
    SortedSet<String> looked,
    String write,
    Operation does,
    Columns columns,
    Set<Guard> guards,
    UnitSpan span,
    String lane,
    SortedSet<String> locked)
    implements Comparable<ChangePath> {

  private static final Comparator<ChangePath> ORDER =
      Comparator.comparing(ChangePath::type)
          .thenComparing(ChangePath::predicate)
          .thenComparing(ChangePath::service)
          .thenComparing(ChangePath::operation)
          .thenComparing(ChangePath::path)
          .thenComparing(path -> String.valueOf(path.read))
          .thenComparing(path -> path.looked.toString())
          .thenComparing(ChangePath::write)
          .thenComparing(ChangePath::does)
          .thenComparing(path -> path.columns.toString())
          .thenComparing(path -> new TreeSet<>(path.guards).toString())
          .thenComparing(ChangePath::span)
          .thenComparing(ChangePath::lane)
          .thenComparing(path -> path.locked.toString());

  private static final SortedSet<String> NOTHING = Collections.emptySortedSet();

  /** How the read and the write stand to transactions. */
  public enum UnitSpan {
    UNKNOWN,
    /** Both are in one transaction. */
    ONE,
    /** They are in two. */
    TWO
  }

  static ChangePath of(@Nullable Read read, Write write) {
    RecordKey record = write.record();
    return new ChangePath(
        record.type(),
        record.kind() == RecordKey.Kind.PREDICATE ? columnsOf(record.key()) : "",
        write.site().service(),
        write.site().entryPoint().operation(),
        write.site().entryPoint().path(),
        read == null ? null : read.site().statement(),
        read == null ? NOTHING : read.columns().absolute(),
        write.site().statement(),
        write.operation(),
        write.columns(),
        guards(read, write),
        unitSpan(read, write),
        laneOf(write),
        locked(read, write));
  }

  private static SortedSet<String> locked(@Nullable Read read, Write write) {
    SortedSet<String> rows = (read == null ? write : read).site().surroundings().locks();
    boolean beside = !HeldThroughout.of(read, write).locks().isEmpty();
    if (rows.isEmpty() && !beside) {
      return NOTHING;
    }
    TreeSet<String> locked = new TreeSet<>();
    // Of a row its type: who locks other rows of it takes turns where it matters.
    rows.forEach(row -> locked.add(row.substring(0, Math.max(0, row.indexOf(' ')))));
    if (beside) {
      locked.add("beside the rows");
    }
    return locked;
  }

  /** Whether the write can rest on what was read of the row. */
  public boolean isBasedOnRead() {
    return read != null;
  }

  /** The predicate's columns, without what they equal. */
  private static String columnsOf(String key) {
    int equals = key.indexOf(" = ");
    return equals < 0 ? key : key.substring(0, equals);
  }

  private static Set<Guard> guards(@Nullable Read read, Write write) {
    UnitSpan span = unitSpan(read, write);
    boolean holds =
        read != null
            && span != UnitSpan.TWO
            && write.operation() == Operation.UPDATE
            && read.guards().contains(Guard.ROW_LOCK);
    boolean refused = span == UnitSpan.ONE && isRefusedByLevel(write);
    boolean leased = isUnderLease(read, write);
    if (!holds && !refused && !leased) {
      return write.guards();
    }
    EnumSet<Guard> guards = EnumSet.noneOf(Guard.class);
    guards.addAll(write.guards());
    if (holds) {
      guards.add(Guard.ROW_LOCK);
    }
    if (refused) {
      guards.add(Guard.ISOLATION);
    }
    if (leased) {
      guards.add(Guard.LEASE);
    }
    return guards;
  }

  /** Whether a lock that is there for the record was held from the read to the effect. */
  private static boolean isUnderLease(@Nullable Read read, Write write) {
    for (Lease lease : write.site().surroundings().leases()) {
      boolean readUnderIt =
          read == null
              || read.site().surroundings().leases().stream()
                  .anyMatch(other -> other.acquire().equals(lease.acquire()));
      if (readUnderIt && lease.isNamedLike(write.record()) && lease.covers(write.effect())) {
        return true;
      }
    }
    return false;
  }

  /** Whether the store would refuse the transaction if another one changed what it has read. */
  private static boolean isRefusedByLevel(Write write) {
    Store store = write.record().type().store();
    Isolation known = write.site().unit().isolation();
    Isolation level = known != null ? known : IsolationLevels.usual(store);
    Anomaly anomaly = write.operation() == Operation.INSERT ? Anomaly.PHANTOM : Anomaly.LOST_UPDATE;
    return level != null && IsolationLevels.stops(store, level, anomaly);
  }

  private static UnitSpan unitSpan(@Nullable Read read, Write write) {
    if (read == null
        || read.site().unit().boundary() == Boundary.UNKNOWN
        || write.site().unit().boundary() == Boundary.UNKNOWN) {
      return UnitSpan.UNKNOWN;
    }
    return read.site().unit().isTransactionOf(write.site().unit()) ? UnitSpan.ONE : UnitSpan.TWO;
  }

  /** Messages of one key are in one partition, and a group gives a partition to one consumer. */
  private static String laneOf(Write write) {
    var message = write.site().message();
    return message != null
            && !message.group().isEmpty()
            && !message.destination().isEmpty()
            && message.key().equals(write.record().key())
        ? message.destination() + " " + message.group()
        : "";
  }

  // By hand, as every change is counted: what tells most paths apart is enough for a hash.
  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || other instanceof ChangePath path
            && write.equals(path.write)
            && operation.equals(path.operation)
            && service.equals(path.service)
            && does == path.does
            && this.path == path.path
            && span == path.span
            && locked.equals(path.locked)
            && predicate.equals(path.predicate)
            && lane.equals(path.lane)
            && Objects.equals(read, path.read)
            && type.equals(path.type)
            && looked.equals(path.looked)
            && columns.equals(path.columns)
            && guards.equals(path.guards);
  }

  @Override
  public int hashCode() {
    int hash = write.hashCode() * 31 + operation.hashCode();
    return (hash * 31 + service.hashCode()) * 31 + Objects.hashCode(read);
  }

  @Override
  public int compareTo(ChangePath other) {
    return ORDER.compare(this, other);
  }
}
