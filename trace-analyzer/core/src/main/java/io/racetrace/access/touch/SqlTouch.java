package io.racetrace.access.touch;

import io.racetrace.access.Guard;
import io.racetrace.access.KeySource;
import io.racetrace.access.Operation;
import io.racetrace.access.RecordType;
import io.racetrace.access.Snapshot;
import io.racetrace.access.Version;
import io.racetrace.access.sql.Operand;
import io.racetrace.access.sql.TableAccess;
import io.racetrace.access.sql.TableAccess.Verb;
import io.racetrace.trace.Span;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One row that one execution of a statement touched: what its columns say. */
final class SqlTouch {

  private static final Version NOT_RECORDED = Version.notRecorded();
  private static final Pattern UUID =
      Pattern.compile("[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}");

  /** What there must be enough of. The highest bid is none of these: only a higher one passes. */
  private static final Pattern LEFT =
      Pattern.compile(
          "(.*_)?(balance|stock|quantity|qty|points|credits?|available|remaining)(_.*)?");

  private final @Nullable RowShapes shapes;
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
    this(null, span, access, execution, row, keyColumns);
  }

  /**
   * @param shapes what was found out of the statement's own rows before; null for other rows
   */
  SqlTouch(
      @Nullable RowShapes shapes,
      Span span,
      TableAccess access,
      SqlExecution execution,
      SortedMap<String, Operand> row,
      Set<String> keyColumns) {
    this.shapes = shapes;
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
    if (keyColumns.size() == 1) {
      return emptyToNull(value(keyColumns.iterator().next()));
    }
    List<String> values = new ArrayList<>();
    for (String column : keyColumns) {
      String value = value(column);
      if (value == null) {
        return null;
      }
      // ("a,b", "c") and ("a", "b,c") are two rows.
      values.add(value.replace("\\", "\\\\").replace(",", "\\,"));
    }
    return emptyToNull(String.join(",", values));
  }

  private @Nullable String value(String column) {
    Operand operand = row.get(column);
    String value = operand == null ? null : execution.value(access, column, operand);
    return value != null && isUuid(value) ? value.toLowerCase(Locale.ROOT) : value;
  }

  /** Some drivers write the letters of a UUID large, others small. */
  private static boolean isUuid(String value) {
    return value.length() == 36
        && value.charAt(8) == '-'
        && value.charAt(13) == '-'
        && UUID.matcher(value).matches();
  }

  private static @Nullable String emptyToNull(@Nullable String key) {
    return key == null || key.isEmpty() ? null : key;
  }

  /** Whether a literal, and no parameter, names the row. */
  boolean isNamedByLiterals() {
    for (String column : keyColumns) {
      if (!(row.get(column) instanceof Operand.Literal)) {
        return false;
      }
    }
    return true;
  }

  Touch touch(
      Operation operation, RecordType type, String key, KeySource source, String statement) {
    RowShape shape =
        shapes == null
            ? RowShape.of(access, row, keyColumns, operation)
            : shapes.of(access, row, keyColumns, operation);
    Version base = base(shape);
    String measured = shape.columns().measured();
    String assigned = measured == null ? null : assigned(measured);
    return new Touch(
        operation,
        type,
        key,
        null,
        shape.columns(),
        isVain(shape) ? withoutCheck(shape.guards()) : shape.guards(),
        snapshot(base, null),
        snapshot(left(shape, base), shape.relative() ? null : assigned),
        shape.relative() ? Snapshot.amount(assigned) : null,
        null,
        statement,
        false,
        source,
        false);
  }

  /** Whether what is checked holds after the write as well, so that it keeps no second one out. */
  private boolean isVain(RowShape shape) {
    for (String column : shape.checked()) {
      Operand expected = access.where().isEmpty() ? null : row.get(column);
      Operand set = access.assigned().get(column);
      if (expected == null) {
        // "AND balance >= ?" and then set to a number: enough is left for most numbers.
        if (!(set instanceof Operand.Parameter || set instanceof Operand.Named)
            || !LEFT.matcher(column).matches()) {
          return false;
        }
      } else {
        String before = expected.value(execution);
        if (before == null || set == null || !before.equals(set.value(execution))) {
          return false;
        }
      }
    }
    return !shape.checked().isEmpty();
  }

  private static Set<Guard> withoutCheck(Set<Guard> guards) {
    EnumSet<Guard> left = EnumSet.noneOf(Guard.class);
    left.addAll(guards);
    left.remove(Guard.VERSION_PREDICATE);
    return left;
  }

  private static Snapshot snapshot(Version version, @Nullable String value) {
    return value == null && version.equals(Snapshot.UNKNOWN.version())
        ? Snapshot.UNKNOWN
        : new Snapshot(version, value);
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

  private Version base(RowShape shape) {
    String stated = span.attribute("racetrace.version.read");
    if (stated != null) {
      return Version.of(stated);
    }
    Operand expected = shape.base();
    return expected == null ? NOT_RECORDED : version(expected.value(execution));
  }

  private Version left(RowShape shape, Version base) {
    String stated = span.attribute("racetrace.version.written");
    if (stated != null) {
      return Version.of(stated);
    }
    Operand set = shape.left();
    if (set != null) {
      return left(set, base);
    }
    for (String event : shape.events()) {
      String value = assigned(event);
      if (value != null) {
        return new Version.Event(value);
      }
    }
    return NOT_RECORDED;
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
