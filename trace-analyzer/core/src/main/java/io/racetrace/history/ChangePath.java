package io.racetrace.history;

import io.racetrace.access.Columns;
import io.racetrace.access.EntryPoint;
import io.racetrace.access.Guard;
import io.racetrace.access.Operation;
import io.racetrace.access.Read;
import io.racetrace.access.RecordKey;
import io.racetrace.access.RecordType;
import io.racetrace.access.UnitOfWork.Boundary;
import io.racetrace.access.Write;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One way in which an entry point changes records of a type: what it reads first, and then writes.
 *
 * @param predicate of a row that was looked up and then inserted: the columns it was looked up by;
 *     empty where a record is changed that is there
 * @param read the shape of the statement that reads; null where nothing of the record is read
 * @param looked the columns that are read; empty where all may be
 * @param guards those of the write, and with it of its unit of work
 * @param span how read and write stand to transactions
 * @param lane who has to do all changes of one record one after the other, such as the consumers of
 *     a topic that is partitioned by the record's key; empty where nobody does
 * @param locked whether the unit of work held locks of other things when it began
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
    boolean locked)
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
          .thenComparing(path -> path.guards.toString())
          .thenComparing(ChangePath::span)
          .thenComparing(ChangePath::lane)
          .thenComparing(ChangePath::locked);

  /** How the read and the write stand to transactions. */
  public enum UnitSpan {
    UNKNOWN,
    /** Both are in one transaction. */
    ONE,
    /** They are in two. */
    TWO
  }

  /** Copies the sets. */
  public ChangePath {
    looked = Collections.unmodifiableSortedSet(new TreeSet<>(looked));
    EnumSet<Guard> copy = EnumSet.noneOf(Guard.class);
    copy.addAll(guards);
    guards = Collections.unmodifiableSet(copy);
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
        read == null ? new TreeSet<>() : read.columns().absolute(),
        write.site().statement(),
        write.operation(),
        write.columns(),
        write.guards(),
        unitSpan(read, write),
        laneOf(write),
        !write.site().surroundings().locks().isEmpty());
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

  @Override
  public int compareTo(ChangePath other) {
    return ORDER.compare(this, other);
  }
}
