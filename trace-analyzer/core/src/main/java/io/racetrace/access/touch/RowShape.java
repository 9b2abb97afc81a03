package io.racetrace.access.touch;

import io.racetrace.access.Columns;
import io.racetrace.access.Guard;
import io.racetrace.access.Operation;
import io.racetrace.access.sql.Operand;
import io.racetrace.access.sql.TableAccess;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What the text of a statement alone tells of a row that it touches, whatever the values are.
 *
 * @param relative whether every contested column is changed from what was there
 * @param base where the version stands that the statement expects; null where nowhere
 * @param left where the version stands that it sets; null where nowhere
 * @param events the columns that are set to the time or number of an event
 * @param checked the columns that must be as expected, and are set; none where a version is checked
 */
record RowShape(
    Columns columns,
    Set<Guard> guards,
    boolean relative,
    @Nullable Operand base,
    @Nullable Operand left,
    List<String> events,
    Set<String> checked) {

  // FOR KEY SHARE lets others change the row.
  private static final Set<String> ROW_LOCKS = Set.of("update", "no-key-update", "share");

  /**
   * @param row what the row's columns equal: of a change, before it; of an insert, after it
   * @param keyColumns which of them name the row; empty where unknown
   */
  static RowShape of(
      TableAccess access,
      SortedMap<String, Operand> row,
      Set<String> keyColumns,
      Operation operation) {
    Columns columns = columns(access, row, operation);
    boolean relative = columns.isRelative();
    Set<String> checked = checked(access, row, keyColumns, operation);
    EnumSet<Guard> guards = guards(access, row, checked, operation);
    if (relative) {
      guards.add(Guard.ATOMIC_STATEMENT);
    }
    return new RowShape(
        columns,
        Set.copyOf(guards),
        relative,
        access.where().isEmpty() ? null : version(row),
        version(access.assigned()),
        events(access),
        checked);
  }

  private static Set<String> compared(TableAccess access, SortedMap<String, Operand> row) {
    // "AND version = ?", "AND stock > 0": the row is only hit while it is as expected.
    Set<String> compared = new TreeSet<>(access.compared());
    if (!access.where().isEmpty()) {
      compared.addAll(row.keySet());
    }
    return compared;
  }

  private static boolean checksVersion(TableAccess access, SortedMap<String, Operand> row) {
    return compared(access, row).stream().anyMatch(Columns::isVersion);
  }

  private static Set<String> checked(
      TableAccess access,
      SortedMap<String, Operand> row,
      Set<String> keyColumns,
      Operation operation) {
    boolean changes = operation == Operation.UPDATE || operation == Operation.DELETE;
    if (!changes || checksVersion(access, row)) {
      return Set.of();
    }
    Set<String> checked = compared(access, row);
    // Object mappers that write all columns write the key too: that checks nothing.
    checked.removeAll(keyColumns);
    checked.retainAll(access.assigned().keySet());
    return checked;
  }

  private static EnumSet<Guard> guards(
      TableAccess access,
      SortedMap<String, Operand> row,
      Set<String> checked,
      Operation operation) {
    EnumSet<Guard> guards = EnumSet.noneOf(Guard.class);
    if (!Collections.disjoint(access.locks(), ROW_LOCKS)) {
      guards.add(Guard.ROW_LOCK);
    }
    boolean changes = operation == Operation.UPDATE || operation == Operation.DELETE;
    if (changes && checksVersion(access, row) || !checked.isEmpty()) {
      guards.add(Guard.VERSION_PREDICATE);
    }
    return guards;
  }

  private static Columns columns(
      TableAccess access, SortedMap<String, Operand> row, Operation operation) {
    if (!operation.isWrite()) {
      return read(access, row);
    }
    Set<String> absolute = new TreeSet<>();
    Set<String> relative = new TreeSet<>();
    for (Map.Entry<String, Operand> assigned : access.assigned().entrySet()) {
      Operand operand = assigned.getValue();
      boolean fromTheRowOrTheStore =
          operand instanceof Operand.Relative
              || operand instanceof Operand.SelfReference
              || operand instanceof Operand.StoreClock;
      (fromTheRowOrTheStore ? relative : absolute).add(assigned.getKey());
    }
    if (operation == Operation.UPDATE && access.assigned().isEmpty() && !access.rows().isEmpty()) {
      // REPLACE writes the whole row.
      absolute.addAll(access.rows().get(0).keySet());
    }
    SortedSet<String> contested = new Columns(absolute, relative, null).contested();
    return new Columns(absolute, relative, contested.size() == 1 ? contested.first() : null);
  }

  /** Of a read, all columns that the statement looks at; none where it reads the whole row. */
  private static Columns read(TableAccess access, SortedMap<String, Operand> row) {
    Set<String> columns = new TreeSet<>(access.selected());
    columns.addAll(access.compared());
    columns.addAll(row.keySet());
    return columns.contains("*") ? Columns.UNKNOWN : new Columns(columns, Set.of(), null);
  }

  private static @Nullable Operand version(SortedMap<String, Operand> columns) {
    for (Map.Entry<String, Operand> column : columns.entrySet()) {
      if (Columns.isVersion(column.getKey())) {
        return column.getValue();
      }
    }
    return null;
  }

  private static List<String> events(TableAccess access) {
    List<String> events = new ArrayList<>();
    for (Map.Entry<String, Operand> column : access.assigned().entrySet()) {
      if (Columns.isOfEvent(column.getKey()) && !(column.getValue() instanceof Operand.Relative)) {
        events.add(column.getKey());
      }
    }
    return events;
  }
}
