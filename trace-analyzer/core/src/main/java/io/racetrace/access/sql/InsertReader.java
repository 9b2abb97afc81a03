package io.racetrace.access.sql;

import io.racetrace.access.sql.TableAccess.Verb;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads INSERT, REPLACE and the forms that change the row where it is already there. */
final class InsertReader {

  private static final Set<String> ENDS =
      Words.of("on returning as select output return log using");

  private final StatementReader statement;
  private final Clauses clauses;

  InsertReader(StatementReader statement) {
    this.statement = statement;
    clauses = new Clauses(statement);
  }

  void read(Cursor at) {
    boolean replaces = at.take().isWordOf(Set.of("replace", "merge", "upsert"));
    boolean keeps = false;
    boolean all = false;
    while (!at.atEnd() && !at.is("into") && at.peek().isWordOf(MODIFIERS)) {
      SqlToken word = at.take();
      keeps |= word.is("ignore");
      replaces |= word.is("replace");
      all |= word.is("all") || word.is("first");
    }
    if (all) {
      several(at);
      return;
    }
    if (at.is("top")) {
      Clauses.skipModifiers(at);
    }
    at.takeIf("into");
    Draft table = into(at);
    if (table == null) {
      return;
    }
    table.keepsExisting = keeps;
    Scope scope = new Scope();
    scope.add(table);
    rest(at, table, scope, replaces);
    statement.add(table.access());
  }

  private static final Set<String> MODIFIERS =
      Words.of(
          "ignore low_priority delayed high_priority or replace abort fail rollback "
              + "all first overwrite");

  private @Nullable Draft into(Cursor at) {
    at.takeIf("table");
    List<String> name = at.name();
    if (name.isEmpty()) {
      statement.decline();
      return null;
    }
    Draft table = new Draft(Verb.INSERT, name);
    if (at.is("partition", "(")) {
      at.take();
      at.group();
    }
    if (at.is("with", "(")) {
      at.take();
      at.group();
    }
    if (at.takeIf("as")) {
      table.alias = at.take().text();
    } else if (at.peek().isName()
        && !at.peek()
            .isWordOf(
                Words.of(
                    "values value select set default with output overriding key on returning "
                        + "exec execute table"))) {
      table.alias = at.take().text();
    }
    return table;
  }

  private void rest(Cursor at, Draft table, Scope scope, boolean replaces) {
    List<String> columns = new ArrayList<>();
    if (at.is("(") && !at.isQuery()) {
      for (Cursor column : at.group().list()) {
        List<String> name = column.name();
        if (!name.isEmpty()) {
          columns.add(name.get(name.size() - 1));
        }
      }
    }
    if (at.is("key", "(")) {
      at.take();
      keys(at.group(), table);
      replaces = true;
    }
    if (at.takeIf("overriding")) {
      at.next(2);
    }
    if (at.takeIf("output")) {
      clauses.selected(
          at.until(Words.of("values select default with exec execute into")), scope, table);
      if (at.takeIf("into")) {
        clauses.outputInto(at);
      }
    }
    values(at, table, columns);
    if (!at.takeIf("direct")) {
      at.takeIf("sorted");
    }
    if (at.peek().isWordOf(Set.of("select", "with", "table")) || at.is("(") && at.isQuery()) {
      statement.bareQuery(query(at));
    }
    Map<String, String> columnsByAlias = new HashMap<>();
    String newRow = newRowName(at, columns, columnsByAlias);
    if (replaces) {
      table.verb = Verb.UPSERT;
    }
    conflict(at, table, scope, newRow, columnsByAlias);
  }

  /** What is inserted, up to what follows it; a join inside has an ON of its own. */
  private static Cursor query(Cursor at) {
    Cursor from = at.copy();
    int size = 0;
    while (true) {
      size += at.until(Set.of("on", "returning")).size();
      if (!at.is("on") || at.peek(1).isWordOf(Set.of("conflict", "duplicate"))) {
        return from.next(size);
      }
      at.take();
      size++;
    }
  }

  private static void keys(Cursor at, Draft table) {
    for (Cursor column : at.list()) {
      List<String> name = column.name();
      if (!name.isEmpty()) {
        table.conflict.add(name.get(name.size() - 1));
      }
    }
  }

  private void values(Cursor at, Draft table, List<String> columns) {
    if (at.takeIf("default", "values")) {
      return;
    }
    if (at.takeIf("set")) {
      SortedMap<String, Operand> row = new TreeMap<>();
      for (Cursor assignment : at.until(ENDS).list()) {
        List<String> name = assignment.name();
        if (name.isEmpty() || !assignment.takeIf("=")) {
          statement.decline();
          return;
        }
        statement.subqueries(assignment.copy());
        row.put(name.get(name.size() - 1), Expressions.operand(assignment, new Scope(), null));
        columns.add(name.get(name.size() - 1));
      }
      table.rows.add(row);
      return;
    }
    if (at.is("exec") || at.is("execute")) {
      at.take();
      statement.call(at);
      at.next(at.size());
      return;
    }
    if (!at.takeIf("values") && !at.takeIf("value")) {
      return;
    }
    do {
      at.takeIf("row");
      boolean alone = at.peek().kind() == SqlToken.Kind.PLACEHOLDER;
      List<Cursor> operands =
          alone ? List.of(at.next(1)) : at.is("(") ? at.group().list() : List.of();
      operands.forEach(operand -> statement.subqueries(operand.copy()));
      if (columns.isEmpty()) {
        continue;
      }
      if (operands.size() != columns.size()) {
        // A sanitiser has folded the list, or the text is not what it seems.
        table.rows.clear();
        columns = List.of();
        continue;
      }
      SortedMap<String, Operand> row = new TreeMap<>();
      for (int i = 0; i < operands.size(); i++) {
        row.put(columns.get(i), Expressions.operand(operands.get(i), new Scope(), null));
      }
      table.rows.add(row);
    } while (at.takeIf(","));
    if (table.rows.size() > 100) {
      table.rows.clear();
    }
  }

  /** MySQL names the new row: VALUES (...) AS new ON DUPLICATE KEY UPDATE c = new.c. */
  private static String newRowName(
      Cursor at, List<String> columns, Map<String, String> columnsByAlias) {
    if (at.takeIf("as")) {
      String name = at.take().text();
      if (at.is("(")) {
        List<Cursor> aliases = at.group().list();
        for (int i = 0; i < aliases.size() && i < columns.size(); i++) {
          columnsByAlias.put(aliases.get(i).take().text(), columns.get(i));
        }
      }
      return name;
    }
    return "excluded";
  }

  private void conflict(
      Cursor at, Draft table, Scope scope, String newRow, Map<String, String> columnsByAlias) {
    while (at.is("on")) {
      at.take();
      boolean conflict = at.takeIf("conflict");
      if (conflict && at.is("(")) {
        keys(at.group(), table);
      }
      if (conflict && at.takeIf("on", "constraint")) {
        at.name();
      }
      if (conflict && at.is("where")) {
        // The predicate of a partial index.
        at.until(Set.of("do"));
      }
      if (conflict && at.takeIf("do", "nothing")) {
        table.keepsExisting = true;
      } else if (at.takeIf("do", "update", "set") || at.takeIf("duplicate", "key", "update")) {
        table.verb = Verb.UPSERT;
        SortedMap<String, Operand> row =
            table.rows.size() == 1 ? table.rows.get(0) : new TreeMap<>();
        Cursor assignments = at.until(Set.of("where", "returning", "on"));
        new Assignments(statement, scope)
            .ofConflict(newRow, row, columnsByAlias)
            .read(assignments, table);
        if (at.takeIf("where")) {
          Cursor where = at.until(Set.of("returning", "on"));
          statement.subqueries(where.copy());
          Condition condition = new Conditions(statement, scope).read(where).loosened();
          condition.applyTo(pinned -> false);
        }
      } else {
        statement.decline();
        return;
      }
    }
    clauses.tail(at, scope, table);
  }

  /** INSERT ALL INTO a (...) VALUES (...) INTO b ... SELECT. */
  private void several(Cursor at) {
    Set<String> next = Set.of("into", "select", "when", "else", "with");
    while (!at.atEnd()) {
      if (at.takeIf("into")) {
        Cursor one = at.until(next);
        Draft table = into(one);
        if (table == null) {
          return;
        }
        Scope scope = new Scope();
        scope.add(table);
        rest(one, table, scope, false);
        statement.add(table.access());
      } else if (at.is("select") || at.is("with")) {
        statement.bareQuery(at.next(at.size()));
      } else {
        at.take();
        at.until(next);
      }
    }
  }
}
