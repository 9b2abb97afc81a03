package io.racetrace.access.sql;

import io.racetrace.access.sql.TableAccess.Verb;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a SELECT. */
final class Query {

  private static final Set<String> MODIFIERS =
      Words.of(
          "all distinctrow high_priority straight_join sql_small_result "
              + "sql_big_result sql_buffer_result sql_no_cache sql_calc_found_rows "
              + "sql_cache");
  private static final Set<String> ENDS =
      Words.of(
          "from where group having window order limit offset fetch for union "
              + "intersect except minus into option lock qualify");
  private static final Set<String> TAIL =
      Words.of(
          "where group having window order limit offset fetch for option lock "
              + "qualify connect start into union intersect except minus procedure with");

  private final StatementReader statement;
  private final Clauses clauses;

  Query(StatementReader statement) {
    this.statement = statement;
    clauses = new Clauses(statement);
  }

  void read(Cursor at) {
    at.take();
    modifiers(at);
    Cursor list = at.until(ENDS);
    statement.subqueries(list.copy());
    if (at.takeIf("into")) {
      at.until(Words.of("from where for order limit union"));
    }
    Scope scope = new Scope();
    Sources sources = new Sources(statement, scope);
    if (at.takeIf("from")) {
      sources.read(at, Verb.SELECT);
    }
    clauses.where(at, scope, sources);
    clauses.selected(list, scope, null);
    tail(at, scope);
    scope.tables().forEach(table -> statement.add(table.access()));
    statement.setOperations(at);
  }

  private static void modifiers(Cursor at) {
    Clauses.skipModifiers(at);
    while (at.peek().isWordOf(MODIFIERS)) {
      at.take();
    }
    if (at.takeIf("distinct") && at.is("on", "(")) {
      at.take();
      at.group();
    }
    if (at.is("top")) {
      Clauses.skipModifiers(at);
      at.takeIf("with", "ties");
    }
  }

  private void tail(Cursor at, Scope scope) {
    while (!at.atEnd()) {
      if (at.is("union") || at.is("intersect") || at.is("except") || at.is("minus")) {
        return;
      }
      if (at.is("for")) {
        at.take();
        lock(at, scope);
      } else if (at.takeIf("lock", "in", "share", "mode")) {
        scope.tables().forEach(table -> table.locks.add("share"));
      } else if (at.is("start", "with") || at.is("connect", "by")) {
        at.next(2);
        at.takeIf("nocycle");
        Cursor hierarchy = at.until(TAIL);
        statement.subqueries(hierarchy.copy());
        Expressions.eachColumn(
            hierarchy, scope, column -> column.table().compared.add(column.name()));
      } else if (statement.isNextStatement(at)) {
        statement.again(at.next(at.size()));
      } else if (at.peek().isWordOf(TAIL)) {
        at.take();
        statement.subqueries(at.until(TAIL));
      } else {
        statement.decline();
        return;
      }
    }
  }

  private void lock(Cursor at, Scope scope) {
    String strength;
    if (at.takeIf("no", "key", "update")) {
      strength = "no-key-update";
    } else if (at.takeIf("update")) {
      strength = "update";
    } else if (at.takeIf("key", "share")) {
      strength = "key-share";
    } else if (at.takeIf("share")) {
      strength = "share";
    } else {
      // FOR XML, FOR JSON, FOR READ ONLY, FOR BROWSE.
      at.until(TAIL);
      return;
    }
    List<Draft> locked = scope.tables();
    if (at.takeIf("of")) {
      locked = new ArrayList<>();
      do {
        Draft table = named(at.name(), scope);
        if (table == null) {
          statement.decline();
          return;
        }
        locked.add(table);
      } while (at.takeIf(","));
    }
    for (Draft table : locked) {
      table.locks.add(strength);
    }
    while (!at.atEnd()) {
      String word;
      if (at.takeIf("nowait")) {
        word = "nowait";
      } else if (at.takeIf("skip", "locked")) {
        word = "skip-locked";
      } else if (at.takeIf("wait")) {
        at.take();
        word = "wait";
      } else {
        return;
      }
      locked.forEach(table -> table.locks.add(word));
    }
  }

  /** OF names a table, or, in Oracle, one of its columns. */
  private static @Nullable Draft named(List<String> name, Scope scope) {
    if (name.isEmpty()) {
      return null;
    }
    Draft table = scope.called(String.join(".", name));
    if (table != null) {
      return table;
    }
    Scope.Column column = scope.column(name);
    return column == null ? null : column.table();
  }
}
