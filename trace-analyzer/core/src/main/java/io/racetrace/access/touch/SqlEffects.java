package io.racetrace.access.touch;

import io.racetrace.access.Columns;
import io.racetrace.access.Guard;
import io.racetrace.access.KeySource;
import io.racetrace.access.Operation;
import io.racetrace.access.RecordType;
import io.racetrace.access.Snapshot;
import io.racetrace.access.Store;
import io.racetrace.access.Version;
import io.racetrace.access.sql.Operand;
import io.racetrace.access.sql.SqlStatement;
import io.racetrace.access.sql.SqlStatements.SqlText;
import io.racetrace.access.sql.TableAccess;
import io.racetrace.access.sql.TableAccess.Verb;
import io.racetrace.trace.Span;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What SQL statements wrote, told so that two executions of one cause can be compared: what names
 * the row, apart from a key that was made for it, and what was written, apart from times.
 */
final class SqlEffects {

  private static final int MOST_ROWS = 50;

  private static final Pattern NAMES_SOMETHING =
      Pattern.compile(
          "(.*_)?(id|uuid|guid|key|code|number|no|nr|sku|slug|email|username|position)");

  private static final Pattern TIME =
      Pattern.compile("(.*_)?(at|on|time|timestamp|ts|date|created|modified)|.*timestamp.*");

  private static final Pattern AMOUNT =
      Pattern.compile(
          "(.*_)?(amount|total|price|sum|value|points|balance|quantity|qty|count|cents|credit|debit"
              + "|fee|delta|hours|units)(_.*)?");

  private final KeyColumns keyColumns;

  SqlEffects(KeyColumns keyColumns) {
    this.keyColumns = keyColumns;
  }

  List<Touch> touches(Span span, SqlText text) {
    SqlStatement statement = text.statement();
    SqlExecution execution = new SqlExecution(span, text);
    List<Touch> touches = new ArrayList<>();
    if (DatabaseSpan.isBatch(span)) {
      return touches;
    }
    Store store = DatabaseSpan.store(span);
    for (TableAccess access : statement.accesses()) {
      RecordType type = new RecordType(store, access.table());
      boolean inserts = access.verb() == Verb.INSERT || access.verb() == Verb.UPSERT;
      boolean changes = access.verb() == Verb.UPDATE && !access.where().isEmpty();
      List<SortedMap<String, Operand>> rows = inserts ? access.rows() : access.where();
      if ((inserts || changes) && rows.size() <= MOST_ROWS) {
        for (SortedMap<String, Operand> row : rows) {
          touches.add(
              inserts
                  ? insert(span, type, access, execution, row, statement.shape())
                  : update(span, type, access, execution, row, statement.shape()));
        }
        if (rows.isEmpty()) {
          touches.add(insert(span, type, access, execution, new TreeMap<>(), statement.shape()));
        }
      }
    }
    return touches;
  }

  private Touch insert(
      Span span,
      RecordType type,
      TableAccess access,
      SqlExecution execution,
      SortedMap<String, Operand> row,
      String shape) {
    Set<String> own = ownKey(type, row.keySet());
    SqlTouch whole = new SqlTouch(span, access, execution, row, own);
    Operation operation = SqlTouch.operation(access.verb());
    Touch touch =
        whole.touch(
            operation == null ? Operation.INSERT : operation,
            type,
            "row",
            KeySource.PARAMETER,
            shape);
    Set<String> naming = new TreeSet<>();
    Set<String> given = new TreeSet<>();
    for (String column : row.keySet()) {
      if (!own.contains(column) && !TIME.matcher(column).matches() && !Columns.isVersion(column)) {
        (NAMES_SOMETHING.matcher(column).matches() ? naming : given).add(column);
      }
    }
    String key = own.isEmpty() ? null : whole.key();
    String names = row.isEmpty() ? null : text(access, execution, row, naming);
    String left = row.isEmpty() ? null : text(access, execution, row, given);
    String measured = measured(access, execution, row, given);
    String amount = measured == null ? null : value(access, execution, row, measured);
    EnumSet<Guard> guards = EnumSet.noneOf(Guard.class);
    guards.addAll(touch.guards());
    if (access.keepsExisting() || access.verb() == Verb.UPSERT) {
      guards.add(Guard.UNIQUE_CONSTRAINT);
    }
    return new Touch(
        touch.operation(),
        type,
        "row",
        null,
        touch.operation() == Operation.INSERT
            ? new Columns(Set.of(), Set.of(), measured)
            : touch.columns(),
        guards,
        new Snapshot(key == null ? Version.notRecorded() : Version.of(key), names),
        new Snapshot(Version.notRecorded(), left),
        Snapshot.amount(amount),
        null,
        shape,
        false,
        KeySource.PARAMETER,
        false);
  }

  private static Touch update(
      Span span,
      RecordType type,
      TableAccess access,
      SqlExecution execution,
      SortedMap<String, Operand> row,
      String shape) {
    SqlTouch whole = new SqlTouch(span, access, execution, row, Set.of());
    Touch touch = whole.touch(Operation.UPDATE, type, "row", KeySource.PARAMETER, shape);
    Set<String> given = new TreeSet<>();
    for (String column : access.assigned().keySet()) {
      if (Columns.isContested(column) && !TIME.matcher(column).matches()) {
        given.add(column);
      }
    }
    return new Touch(
        Operation.UPDATE,
        type,
        "row",
        null,
        touch.columns(),
        touch.guards(),
        new Snapshot(Version.notRecorded(), text(access, execution, row, row.keySet())),
        new Snapshot(Version.notRecorded(), text(access, execution, access.assigned(), given)),
        touch.amount(),
        null,
        shape,
        false,
        KeySource.PARAMETER,
        false);
  }

  /** The key that the row itself has, where anything tells. */
  private Set<String> ownKey(RecordType type, Set<String> columns) {
    Set<String> own = new HashSet<>();
    String named = KeyColumns.named(type, columns);
    if (named != null) {
      own.add(named);
    }
    KeyKnowledge known = keyColumns.of(type);
    if (known != null && known.how() != KeyKnowledge.How.LEARNED) {
      own.addAll(known.columns());
    }
    own.retainAll(columns);
    return own;
  }

  /** The one column that tells how much was entered; null if none does. */
  private static @Nullable String measured(
      TableAccess access,
      SqlExecution execution,
      SortedMap<String, Operand> row,
      Set<String> given) {
    String only = null;
    for (String column : given) {
      if (AMOUNT.matcher(column).matches()
          && Snapshot.amount(value(access, execution, row, column)) != null) {
        if (only != null) {
          return null;
        }
        only = column;
      }
    }
    return only;
  }

  private static @Nullable String value(
      TableAccess access, SqlExecution execution, Map<String, Operand> row, String column) {
    Operand operand = row.get(column);
    return operand == null
        ? null
        : operand instanceof Operand.Null ? "NULL" : execution.value(access, column, operand);
  }

  /** The values of some columns; null if one of them is not known. */
  private static @Nullable String text(
      TableAccess access, SqlExecution execution, Map<String, Operand> row, Set<String> columns) {
    List<String> values = new ArrayList<>();
    for (String column : columns) {
      Operand operand = row.get(column);
      String value = value(access, execution, row, column);
      if (value == null && !(operand instanceof Operand.StoreClock)) {
        return null;
      }
      if (value != null) {
        values.add(column + (operand instanceof Operand.Relative ? " by " : " ") + value);
      }
    }
    return String.join(", ", values);
  }
}
