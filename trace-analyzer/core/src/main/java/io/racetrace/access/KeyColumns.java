package io.racetrace.access;

import io.racetrace.access.sql.Operand;
import io.racetrace.access.sql.SqlStatement;
import io.racetrace.access.sql.SqlStatement.Verb;
import io.racetrace.trace.Span;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which columns identify a row: those that every statement that changes or locks rows of the table
 * compares by equality; where there is no such column, {@code id} or {@code <table>_id}.
 */
final class KeyColumns {

  private static final Pattern IDENTIFIES =
      Pattern.compile("(.*_)?(id|uuid|guid|key|pk|code|number|no|nr|sku|slug|email|username)");

  private final Map<String, SortedSet<String>> always = new HashMap<>();

  void learn(SqlStatement statement) {
    boolean changesRows =
        statement.verb() == Verb.UPDATE
            || statement.verb() == Verb.DELETE
            || statement.verb() == Verb.SELECT && statement.locksRows();
    String table = statement.table();
    if (table == null || !changesRows || !statement.understood()) {
      return;
    }
    SortedSet<String> candidates = new TreeSet<>();
    for (String column : statement.equalities().keySet()) {
      if (IDENTIFIES.matcher(column).matches()
          && !statement.assignments().containsKey(column)
          && !Columns.isVersion(column)) {
        candidates.add(column);
      }
    }
    SortedSet<String> known = always.get(table);
    if (known == null) {
      always.put(table, candidates);
    } else {
      known.retainAll(candidates);
    }
  }

  /** The key of the row that the statement names, in text; null if it does not name one row. */
  @Nullable String key(SqlStatement statement, Map<Integer, String> parameters, Span span) {
    String table = statement.table();
    if (table == null) {
      return null;
    }
    StringBuilder key = new StringBuilder();
    for (String column : columns(table, statement)) {
      Operand operand = statement.equalities().get(column);
      String told = span.attribute("racetrace.key." + column);
      String value = told != null ? told : operand == null ? null : operand.value(parameters::get);
      if (value == null) {
        return null;
      }
      key.append(key.length() == 0 ? "" : ",").append(value);
    }
    return key.length() == 0 ? null : key.toString();
  }

  private Iterable<String> columns(String table, SqlStatement statement) {
    SortedSet<String> learned = always.get(table);
    if (learned != null && !learned.isEmpty()) {
      return learned;
    }
    String simple = table.substring(table.lastIndexOf('.') + 1);
    for (String name : List.of("id", simple + "_id")) {
      if (statement.equalities().containsKey(name)) {
        return List.of(name);
      }
    }
    return List.of();
  }
}
