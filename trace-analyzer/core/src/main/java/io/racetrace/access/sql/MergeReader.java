package io.racetrace.access.sql;

import io.racetrace.access.sql.TableAccess.Verb;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads MERGE. */
final class MergeReader {

  private final StatementReader statement;
  private final Clauses clauses;

  /**
   * What a MERGE takes its values from.
   *
   * @param row where it is a single row of values: the tokens of each column's value
   */
  private record Source(String alias, Map<String, List<SqlToken>> row) {}

  MergeReader(StatementReader statement) {
    this.statement = statement;
    clauses = new Clauses(statement);
  }

  void read(Cursor at) {
    Cursor whole = at.copy();
    at.take();
    Clauses.skipModifiers(at);
    at.takeIf("into");
    if (!hasUsing(at.copy())) {
      // H2's short form is an upsert.
      new InsertReader(statement).read(whole);
      return;
    }
    Scope scope = new Scope();
    new Sources(statement, scope).read(at, Verb.MERGE);
    if (scope.tables().size() != 1 || !at.takeIf("using")) {
      statement.decline();
      return;
    }
    Draft target = scope.tables().get(0);
    Source source = source(at);
    if (!source.alias().isEmpty()) {
      scope.add(new Draft(Verb.SELECT, List.of(source.alias())));
    }
    Cursor rest = at.replaced(token -> values(source, token));
    if (!rest.takeIf("on")) {
      statement.decline();
      return;
    }
    Cursor on = rest.until(Set.of("when"));
    statement.subqueries(on.copy());
    new Conditions(statement, scope).read(on).applyTo(pinned -> pinned == target);
    branches(rest, scope, target);
    statement.add(target.access());
  }

  private static boolean hasUsing(Cursor at) {
    at.until(Set.of("using"));
    return !at.atEnd();
  }

  private static List<SqlToken> values(Source source, List<String> name) {
    return name.size() == 2 && name.get(0).equals(source.alias())
        ? source.row().getOrDefault(name.get(1), List.of())
        : List.of();
  }

  private Source source(Cursor at) {
    Cursor query;
    if (at.is("(")) {
      query = at.group();
      if (!query.isQuery()) {
        statement.decline();
      }
    } else if (at.is("values")) {
      query = at.until(Set.of("as", "on"));
    } else {
      Scope scope = new Scope();
      new Sources(statement, scope).read(at, Verb.SELECT);
      scope.tables().forEach(table -> statement.add(TableAccess.bare(Verb.SELECT, table.table)));
      String alias =
          scope.tables().isEmpty()
              ? ""
              : scope.tables().get(0).alias.isEmpty()
                  ? scope.tables().get(0).simpleName
                  : scope.tables().get(0).alias;
      return new Source(alias, Map.of());
    }
    at.takeIf("as");
    String alias = at.peek().isName() && !at.is("on") ? at.take().text() : "";
    List<String> columns = new ArrayList<>();
    if (at.is("(")) {
      at.group().list().forEach(column -> columns.add(column.take().text()));
    }
    Map<String, List<SqlToken>> row = new HashMap<>();
    singleRow(query.copy(), columns, row);
    statement.bareQuery(query);
    return new Source(alias, row);
  }

  private static void singleRow(
      Cursor query, List<String> columns, Map<String, List<SqlToken>> row) {
    if (query.takeIf("values")) {
      List<Cursor> rows = query.list();
      List<Cursor> values = rows.size() == 1 ? rows.get(0).group().list() : List.of();
      for (int i = 0; i < values.size() && values.size() == columns.size(); i++) {
        note(columns.get(i), values.get(i), row);
      }
      return;
    }
    if (!query.takeIf("select")) {
      return;
    }
    Cursor list = query.until(Set.of("from", "union", "where"));
    boolean one = query.atEnd() || query.takeIf("from", "dual") && query.atEnd();
    List<Cursor> items = one ? list.list() : List.of();
    for (int i = 0; i < items.size(); i++) {
      Cursor item = items.get(i);
      Cursor value = item.until(Set.of("as"));
      String name = "";
      if (item.takeIf("as")) {
        name = item.take().text();
      } else if (value.size() >= 2 && value.last().isName()) {
        name = value.last().text();
        value = value.next(value.size() - 1);
      }
      note(i < columns.size() ? columns.get(i) : name, value, row);
    }
  }

  private static void note(String column, Cursor value, Map<String, List<SqlToken>> row) {
    if (!column.isEmpty() && Expressions.operand(value, new Scope(), null).isValue()) {
      row.put(column, value.rest());
    }
  }

  private void branches(Cursor at, Scope scope, Draft target) {
    while (at.takeIf("when")) {
      boolean matched = !at.takeIf("not");
      Cursor head = at.until(Set.of("then"));
      statement.subqueries(head.copy());
      if (head.takeIf("matched") && head.takeIf("and")) {
        compare(head, scope);
      }
      if (!at.takeIf("then") || at.atEnd()) {
        statement.decline();
        return;
      }
      Cursor branch = at.until(Set.of("when", "output", "returning", "option"));
      if (matched && branch.takeIf("update", "set")) {
        new Assignments(statement, scope).read(branch.until(Set.of("where", "delete")), target);
        while (branch.is("where") || branch.is("delete", "where")) {
          branch.takeIf("delete");
          branch.take();
          compare(branch.until(Set.of("delete")), scope);
        }
      } else {
        statement.subqueries(branch.copy());
      }
    }
    clauses.tail(at, scope, target);
  }

  private void compare(Cursor condition, Scope scope) {
    new Conditions(statement, scope).read(condition).loosened().applyTo(pinned -> false);
  }
}
