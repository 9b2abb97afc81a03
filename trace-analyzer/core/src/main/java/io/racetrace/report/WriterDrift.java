package io.racetrace.report;

import io.racetrace.access.Guard;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What of a matrix changed since an older one; in order. That something is gone may also mean that
 * these spans do not show it.
 */
public record WriterDrift(List<Change> changes) {

  /** What became different. */
  public enum Kind {
    /** A service that did not write the record type before. */
    NEW_WRITER,
    /** A known writer does something else to it. */
    NEW_OPERATION,
    /** A known writer does what it did from another entry point too. */
    NEW_ENTRY_POINT,
    /** Every write was behind the guard, and now not every one is. */
    GUARD_LOST,
    /** Every write is behind the guard, which was not so before. */
    GUARD_GAINED,
    GONE_ENTRY_POINT,
    GONE_OPERATION,
    GONE_WRITER;

    /** The kebab-case name that reports use. */
    public String id() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /**
   * One change.
   *
   * @param row as it is now; of what is gone, as it was
   * @param guard null where the change is not about one
   */
  public record Change(Kind kind, WriterRow row, @Nullable Guard guard)
      implements Comparable<Change> {

    private static final Comparator<Change> ORDER =
        Comparator.<Change, String>comparing(change -> change.row.recordType())
            .thenComparing(Change::kind)
            .thenComparing(Change::row)
            .thenComparing(Change::guard, Comparator.nullsFirst(Comparator.naturalOrder()));

    @Override
    public int compareTo(Change other) {
      return ORDER.compare(this, other);
    }
  }

  /** Copies the list, in order. */
  public WriterDrift {
    changes = changes.stream().sorted().toList();
  }

  public static WriterDrift between(WriterMatrix old, WriterMatrix now) {
    List<Change> changes = new ArrayList<>();
    for (WriterRow row : missing(now, old)) {
      changes.add(
          new Change(
              narrowest(row, old, Kind.NEW_WRITER, Kind.NEW_OPERATION, Kind.NEW_ENTRY_POINT),
              row,
              null));
    }
    for (WriterRow row : missing(old, now)) {
      changes.add(
          new Change(
              narrowest(row, now, Kind.GONE_WRITER, Kind.GONE_OPERATION, Kind.GONE_ENTRY_POINT),
              row,
              null));
    }
    SortedMap<WriterRow, WriterRow> before = new TreeMap<>();
    old.rows().forEach(row -> before.put(row, row));
    for (WriterRow row : now.rows()) {
      WriterRow was = before.get(row);
      if (was != null) {
        guards(was, row, changes);
      }
    }
    return new WriterDrift(changes);
  }

  private static void guards(WriterRow was, WriterRow is, List<Change> changes) {
    Set<Guard> either = EnumSet.noneOf(Guard.class);
    either.addAll(was.guards().keySet());
    either.addAll(is.guards().keySet());
    for (Guard guard : either) {
      if (was.isBehind(guard) != is.isBehind(guard)) {
        changes.add(
            new Change(was.isBehind(guard) ? Kind.GUARD_LOST : Kind.GUARD_GAINED, is, guard));
      }
    }
  }

  private static List<WriterRow> missing(WriterMatrix of, WriterMatrix in) {
    SortedSet<WriterRow> there = new TreeSet<>(in.rows());
    return of.rows().stream().filter(row -> !there.contains(row)).toList();
  }

  private static Kind narrowest(
      WriterRow row, WriterMatrix other, Kind writer, Kind operation, Kind entryPoint) {
    List<WriterRow> known =
        other.rows().stream()
            .filter(
                each ->
                    each.recordType().equals(row.recordType())
                        && each.service().equals(row.service()))
            .toList();
    if (known.isEmpty()) {
      return writer;
    }
    return known.stream().anyMatch(each -> each.operation() == row.operation())
        ? entryPoint
        : operation;
  }
}
