package io.racetrace.access;

import io.racetrace.access.sql.Operand;
import io.racetrace.access.sql.TableAccess;
import io.racetrace.access.sql.TableAccess.Verb;
import io.racetrace.trace.Span;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** One row that one execution of a statement touched: what its columns say. */
final class SqlTouch {

  private final Span span;
  private final TableAccess access;
  private final SqlExecution execution;
  private final SortedMap<String, Operand> row;
  private final Set<String> keyColumns;

  /**
   * @param row what the row's columns equal: of a change, before it; of an insert, after it
   * @param keyColumns which of them name the row; empty where unknown
   */
  SqlTouch(
      Span span,
      TableAccess access,
      SqlExecution execution,
      SortedMap<String, Operand> row,
      Set<String> keyColumns) {
    this.span = span;
    this.access = access;
    this.execution = execution;
    this.row = row;
    this.keyColumns = keyColumns;
  }

  static @Nullable Operation operation(Verb verb) {
    return switch (verb) {
      case SELECT -> Operation.READ;
      case INSERT -> Operation.INSERT;
      case UPDATE, UPSERT, MERGE -> Operation.UPDATE;
      case DELETE, TRUNCATE -> Operation.DELETE;
      case LOCK_TABLE -> null;
    };
  }

  /** The values of the key columns, joined; null if one is not known. */
  @Nullable String key() {
    List<String> values = new ArrayList<>();
    for (String column : keyColumns) {
      Operand operand = row.get(column);
      String value = operand == null ? null : execution.value(access, column, operand);
      if (value == null) {
        return null;
      }
      // ("a,b", "c") and ("a", "b,c") are two rows.
      values.add(keyColumns.size() == 1 ? value : value.replace("\\", "\\\\").replace(",", "\\,"));
    }
    String key = String.join(",", values);
    return key.isEmpty() ? null : key;
  }

  /** Whether a literal, and no parameter, names the row. */
  boolean isNamedByLiterals() {
    return keyColumns.stream().allMatch(column -> row.get(column) instanceof Operand.Literal);
  }

  Touch touch(
      Operation operation, RecordType type, String key, KeySource source, String statement) {
    Version base = base();
    Version left = left(base);
    Columns columns = columns(operation);
    boolean relative = columns.isRelative();
    EnumSet<Guard> guards = guards(operation);
    if (relative) {
      guards.add(Guard.ATOMIC_STATEMENT);
    }
    String assigned = columns.measured() == null ? null : assigned(columns.measured());
    return new Touch(
        operation,
        type,
        key,
        null,
        columns,
        guards,
        new Snapshot(base, null),
        new Snapshot(left, relative ? null : assigned),
        relative ? Snapshot.amount(assigned) : null,
        null,
        statement,
        false,
        source,
        false);
  }

  private EnumSet<Guard> guards(Operation operation) {
    EnumSet<Guard> guards = EnumSet.noneOf(Guard.class);
    if (access.locks().stream()
        // FOR KEY SHARE lets others change the row.
        .anyMatch(Set.of("update", "no-key-update", "share")::contains)) {
      guards.add(Guard.ROW_LOCK);
    }
    if (operation == Operation.UPDATE || operation == Operation.DELETE) {
      // "AND version = ?", "AND stock > 0": the row is only hit while it is as expected.
      Set<String> checked = new TreeSet<>(access.compared());
      if (!access.where().isEmpty()) {
        checked.addAll(row.keySet());
      }
      // Object mappers that write all columns write the key too: that checks nothing.
      checked.removeAll(keyColumns);
      if (checked.stream()
          .anyMatch(column -> access.assigned().containsKey(column) || Columns.isVersion(column))) {
        guards.add(Guard.VERSION_PREDICATE);
      }
    }
    return guards;
  }

  /** Of a read, all columns that the statement looks at; none where it reads the whole row. */
  private Columns read() {
    Set<String> columns = new TreeSet<>(access.selected());
    columns.addAll(access.compared());
    columns.addAll(row.keySet());
    return columns.contains("*") ? Columns.UNKNOWN : new Columns(columns, Set.of(), null);
  }

  private Columns columns(Operation operation) {
    if (!operation.isWrite()) {
      return read();
    }
    Set<String> absolute = new TreeSet<>();
    Set<String> relative = new TreeSet<>();
    access
        .assigned()
        .forEach(
            (column, operand) -> {
              boolean fromTheRowOrTheStore =
                  operand instanceof Operand.Relative
                      || operand instanceof Operand.SelfReference
                      || operand instanceof Operand.StoreClock;
              (fromTheRowOrTheStore ? relative : absolute).add(column);
            });
    if (operation == Operation.UPDATE && access.assigned().isEmpty() && !access.rows().isEmpty()) {
      // REPLACE writes the whole row.
      absolute.addAll(access.rows().get(0).keySet());
    }
    SortedSet<String> contested = new Columns(absolute, relative, null).contested();
    return new Columns(absolute, relative, contested.size() == 1 ? contested.first() : null);
  }

  private @Nullable String assigned(String column) {
    SortedMap<String, Operand> newRow =
        access.rows().size() == 1 ? access.rows().get(0) : new TreeMap<>();
    Operand operand = access.assigned().getOrDefault(column, newRow.get(column));
    if (operand instanceof Operand.NewRow) {
      operand = newRow.get(column);
    }
    return operand == null ? null : operand.value(execution);
  }

  private Version base() {
    String stated = span.attribute("racetrace.version.read");
    if (stated != null) {
      return Version.of(stated);
    }
    for (Map.Entry<String, Operand> column : row.entrySet()) {
      if (!access.where().isEmpty() && Columns.isVersion(column.getKey())) {
        return version(column.getValue().value(execution));
      }
    }
    return Version.notRecorded();
  }

  private Version left(Version base) {
    String stated = span.attribute("racetrace.version.written");
    if (stated != null) {
      return Version.of(stated);
    }
    for (Map.Entry<String, Operand> column : access.assigned().entrySet()) {
      if (Columns.isVersion(column.getKey())) {
        return left(column.getValue(), base);
      }
    }
    for (Map.Entry<String, Operand> column : access.assigned().entrySet()) {
      String value = Columns.isOfEvent(column.getKey()) ? assigned(column.getKey()) : null;
      if (value != null && !(column.getValue() instanceof Operand.Relative)) {
        return new Version.Event(value);
      }
    }
    return Version.notRecorded();
  }

  private Version left(Operand operand, Version base) {
    String value = operand.value(execution);
    if (operand instanceof Operand.Relative) {
      return base.number().isPresent() && "1".equals(value)
          ? Version.of(Long.toString(base.number().getAsLong() + 1))
          : Version.notRecorded();
    }
    return version(value);
  }

  private static Version version(@Nullable String text) {
    return text == null ? Version.notRecorded() : Version.of(text);
  }
}
