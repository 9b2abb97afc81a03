package io.racetrace.agent;

import io.racetrace.access.Columns;
import io.racetrace.access.sql.Operand;
import io.racetrace.access.sql.SqlParser;
import io.racetrace.access.sql.SqlStatement;
import io.racetrace.access.sql.SqlStatement.Verb;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

  static StatementRecord of(String sql, KeyColumns keyColumns) {
    SqlStatement statement = SqlParser.parse(sql);
    String table = statement.table();
    if (!statement.understood() || table == null || isAmbiguous(sql)) {
      return NONE;
    }
    Map<String, Value> pinned = new LinkedHashMap<>();
    Value versionRead = null;
    for (Map.Entry<String, Operand> equality : statement.equalities().entrySet()) {
      String column = equality.getKey();
      Operand operand = equality.getValue();
      if (!isValue(operand)) {
        continue;
      }
      if (Columns.isVersion(column)) {
        versionRead = statement.verb() == Verb.INSERT ? null : operand::value;
      } else if (!statement.assignments().containsKey(column)) {
        pinned.put(column, operand::value);
      }
    }
    List<String> columns = keyColumns.of(table, pinned.keySet());
    Map<String, Value> key = new LinkedHashMap<>();
    for (String column : columns) {
      Value value = pinned.remove(column);
      if (value != null) {
        key.put(column, value);
      }
    }
    if (statement.verb() == Verb.INSERT) {
      // All the columns of a new row are equal to something; a settled key needs no more.
      pinned.keySet().removeIf(column -> !key.isEmpty() || !IDENTIFIES.matcher(column).matches());
    }
    return new StatementRecord(
        table, key, pinned, versionRead, versionWritten(statement), statement.placeholders());
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

  private static @Nullable Value versionWritten(SqlStatement statement) {
    for (Map.Entry<String, Operand> assignment : statement.assignments().entrySet()) {
      String column = assignment.getKey();
      Operand operand = assignment.getValue();
      if (!Columns.isVersion(column)) {
        continue;
      }
      if (isValue(operand)) {
        return operand::value;
      }
      Operand read = statement.equalities().get(column);
      if (operand instanceof Operand.Relative && read != null && isValue(read)) {
        return (IntFunction<@Nullable String> parameters) ->
            sum(read.value(parameters), operand.value(parameters));
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
