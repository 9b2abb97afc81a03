package io.racetrace.agent;

import io.racetrace.access.Columns;
import io.racetrace.access.sql.Operand;
import io.racetrace.access.sql.SqlDialect;
import io.racetrace.access.sql.SqlStatement;
import io.racetrace.access.sql.SqlStatements;
import io.racetrace.access.sql.SqlStatements.SqlText;
import io.racetrace.access.sql.SqlValues;
import io.racetrace.access.sql.TableAccess;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.IntFunction;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which record a statement is about. The only class here that knows how statements are read.
 *
 * @param table lower case, with its schema where the text has one; null where no single row of a
 *     single table is named, and then the rest is empty
 * @param key the values of the key's columns, in the order of the columns' names; empty where it is
 *     not known which columns those are
 * @param candidates further columns that are compared with one value
 * @param versionRead what the row's version must be for the statement to change it
 * @param versionWritten what it is set to
 * @param placeholders how many bind parameters the text has
 */
record StatementRecord(
    @Nullable String table,
    Map<String, Value> key,
    Map<String, Value> candidates,
    @Nullable Value versionRead,
    @Nullable Value versionWritten,
    int placeholders) {

  /** Of a new row's columns, those that may tell it apart. */
  private static final Pattern IDENTIFIES =
      Pattern.compile("(.*_)?(id|uuid|guid|key|pk|code|number|no|nr|sku|slug|email|username)");

  private static final StatementRecord NONE =
      new StatementRecord(null, Map.of(), Map.of(), null, null, 0);

  /** Tells a value once the parameters are there. */
  @FunctionalInterface
  interface Value {
    /**
     * @param parameters the text of a bind parameter by its index from 0, null where not recorded
     */
    @Nullable String of(IntFunction<@Nullable String> parameters);
  }

  static StatementRecord of(String sql, SqlDialect dialect, KeyColumns keyColumns) {
    if (isAmbiguous(sql)) {
      return NONE;
    }
    SqlText text = new SqlStatements(dialect).read(sql);
    TableAccess access = single(text.statement());
    if (access == null) {
      return NONE;
    }
    boolean insert = !access.rows().isEmpty();
    SortedMap<String, Operand> row = insert ? access.rows().get(0) : access.where().get(0);
    Map<String, Value> pinned = new LinkedHashMap<>();
    Value versionRead = null;
    for (Map.Entry<String, Operand> equality : row.entrySet()) {
      String column = equality.getKey();
      Operand operand = equality.getValue();
      if (!isValue(operand)) {
        continue;
      }
      if (Columns.isVersion(column)) {
        versionRead = insert ? null : value(operand, text);
      } else if (!access.assigned().containsKey(column)) {
        pinned.put(column, value(operand, text));
      }
    }
    List<String> columns = keyColumns.of(access.table(), pinned.keySet());
    Map<String, Value> key = new LinkedHashMap<>();
    for (String column : columns) {
      Value value = pinned.remove(column);
      if (value != null) {
        key.put(column, value);
      }
    }
    if (insert) {
      // All the columns of a new row are equal to something; a settled key needs no more.
      pinned.keySet().removeIf(column -> !key.isEmpty() || !IDENTIFIES.matcher(column).matches());
    }
    return new StatementRecord(
        access.table(),
        key,
        pinned,
        versionRead,
        versionWritten(access, row, text),
        text.statement().placeholders());
  }

  /** The one access of a statement that names a single row; null if there is none, or several. */
  private static @Nullable TableAccess single(SqlStatement statement) {
    if (!statement.understood()) {
      return null;
    }
    List<TableAccess> named =
        statement.accesses().stream()
            .filter(access -> !access.where().isEmpty() || !access.rows().isEmpty())
            .toList();
    if (named.size() != 1) {
      return null;
    }
    TableAccess access = named.get(0);
    return access.where().size() + access.rows().size() == 1 ? access : null;
  }

  private static Value value(Operand operand, SqlText text) {
    return (IntFunction<@Nullable String> parameters) ->
        operand.value(new Execution(text, parameters));
  }

  /** The values of one execution. */
  private record Execution(SqlText text, IntFunction<@Nullable String> parameters)
      implements SqlValues {

    @Override
    public @Nullable String parameter(int index) {
      return parameters.apply(index);
    }

    @Override
    public @Nullable String parameter(String name) {
      return null;
    }

    @Override
    public @Nullable String literal(int place) {
      return text.literals().get(place);
    }
  }

  /**
   * Whether a backslash hides a quote depends on the server; and two statements name two records.
   */
  private static boolean isAmbiguous(String sql) {
    int semicolon = sql.indexOf(';');
    return sql.indexOf('\\') >= 0 || semicolon >= 0 && !sql.substring(semicolon + 1).isBlank();
  }

  private static boolean isValue(Operand operand) {
    return operand instanceof Operand.Parameter || operand instanceof Operand.Literal;
  }

  private static @Nullable Value versionWritten(
      TableAccess access, SortedMap<String, Operand> row, SqlText text) {
    for (Map.Entry<String, Operand> assignment : access.assigned().entrySet()) {
      String column = assignment.getKey();
      Operand operand = assignment.getValue();
      if (!Columns.isVersion(column)) {
        continue;
      }
      if (isValue(operand)) {
        return value(operand, text);
      }
      Operand read = row.get(column);
      if (operand instanceof Operand.Relative && read != null && isValue(read)) {
        Value base = value(read, text);
        Value amount = value(operand, text);
        return (IntFunction<@Nullable String> parameters) ->
            sum(base.of(parameters), amount.of(parameters));
      }
    }
    return null;
  }

  private static @Nullable String sum(@Nullable String base, @Nullable String amount) {
    return base != null && amount != null && isInteger(base) && isInteger(amount)
        ? Long.toString(Long.parseLong(base) + Long.parseLong(amount))
        : null;
  }

  /** Whether it is one that a long can hold, with room to count. */
  static boolean isInteger(String text) {
    if (text.isEmpty()) {
      return false;
    }
    int from = text.charAt(0) == '-' ? 1 : 0;
    int digits = text.length() - from;
    if (digits < 1 || digits > 18 || text.charAt(from) == '0' && (digits > 1 || from == 1)) {
      return false;
    }
    for (int i = from; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return true;
  }
}
