package io.racetrace.report;

import io.racetrace.access.EntryPoint;
import io.racetrace.access.Guard;
import io.racetrace.access.Operation;
import io.racetrace.history.Census.Tally;
import io.racetrace.history.Census.Writer;
import io.racetrace.trace.Interval;
import java.util.Collections;
import java.util.Comparator;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * That a service writes a record type, by one operation and from one entry point.
 *
 * @param recordType as reports call it
 * @param columns the contested columns that are known to be written
 * @param guards how many of the writes are behind which guard
 * @param seen nanoseconds since 1970 of the first and the last time
 */
public record WriterRow(
    String recordType,
    String service,
    Operation operation,
    String entryPoint,
    EntryPoint.Path path,
    SortedSet<String> columns,
    SortedMap<Guard, Long> guards,
    long count,
    Interval seen)
    implements Comparable<WriterRow> {

  private static final Comparator<WriterRow> ORDER =
      Comparator.comparing(WriterRow::recordType)
          .thenComparing(WriterRow::service)
          .thenComparing(WriterRow::operation)
          .thenComparing(WriterRow::entryPoint)
          .thenComparing(WriterRow::path);

  /** Copies the collections. */
  public WriterRow {
    columns = Collections.unmodifiableSortedSet(new TreeSet<>(columns));
    guards = Collections.unmodifiableSortedMap(new TreeMap<>(guards));
  }

  static WriterRow of(Writer writer, Tally tally) {
    SortedMap<Guard, Long> guards = new TreeMap<>();
    writer.guards().forEach(guard -> guards.put(guard, tally.count()));
    return new WriterRow(
        writer.type().id(),
        writer.service(),
        writer.does(),
        writer.operation(),
        writer.path(),
        writer.columns().contested(),
        guards,
        tally.count(),
        tally.seen());
  }

  /** Whether every one of the writes was behind the guard. */
  public boolean isBehind(Guard guard) {
    return guards.getOrDefault(guard, 0L) == count;
  }

  /** This and what else was seen of the same. */
  WriterRow plus(WriterRow other) {
    SortedSet<String> allColumns = new TreeSet<>(columns);
    allColumns.addAll(other.columns);
    SortedMap<Guard, Long> allGuards = new TreeMap<>(guards);
    other.guards.forEach((guard, times) -> allGuards.merge(guard, times, Long::sum));
    return new WriterRow(
        recordType,
        service,
        operation,
        entryPoint,
        path,
        allColumns,
        allGuards,
        count + other.count,
        new Interval(
            Math.min(seen.start(), other.seen.start()), Math.max(seen.end(), other.seen.end())));
  }

  /** In the order of what tells rows apart; rows that are none before the other may differ. */
  @Override
  public int compareTo(WriterRow other) {
    return ORDER.compare(this, other);
  }
}
