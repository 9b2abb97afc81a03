package io.racetrace.access.sql;

import io.racetrace.access.sql.TableAccess.Verb;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads UPDATE and DELETE, of one table or of several. */
final class ChangeReader {

  private static final Set<String> SET_ENDS =
      Words.of("where from returning output order limit option when delete return log as");
  private static final Set<String> FROM_AND_WHERE = Set.of("from", "where", "option");

  private final StatementReader statement;
  private final Clauses clauses;

  ChangeReader(StatementReader statement) {
    this.statement = statement;
    clauses = new Clauses(statement);
  }

  void update(Cursor at) {
    at.take();
    if (statement.dialect() == SqlDialect.SQLSERVER && at.is("statistics")) {
      return;
    }
    Clauses.skipModifiers(at);
    Scope scope = new Scope();
    Sources sources = new Sources(statement, scope);
    sources.read(at, Verb.SELECT);
    if (scope.tables().isEmpty() || !at.takeIf("set")) {
      statement.decline();
      return;
    }
    Cursor assignments = at.until(SET_ENDS);
    Cursor output = at.takeIf("output") ? at.until(FROM_AND_WHERE) : at.next(0);
    if (at.takeIf("from")) {
      Draft named = scope.tables().get(0);
      int before = scope.tables().size();
      sources.read(at, Verb.SELECT);
      mergeTarget(scope, named, before);
    }
    Draft target = scope.tables().get(0);
    new Assignments(statement, scope).read(assignments, target);
    for (Draft table : scope.tables()) {
      if (!table.assigned.isEmpty()) {
        table.verb = Verb.UPDATE;
      }
    }
    finish(at, scope, sources, target, output);
  }

  /** In SQL Server's form the target is named once more behind FROM, often by its alias. */
  private static void mergeTarget(Scope scope, Draft named, int before) {
    for (Draft source : List.copyOf(scope.tables().subList(before, scope.tables().size()))) {
      boolean same =
          source.alias.equals(named.table)
              || named.alias.isEmpty() && source.table.equals(named.table) && source.alias.isEmpty()
              || named.alias.isEmpty() && source.table.equals(named.table);
      if (same) {
        source.locks.addAll(named.locks);
        scope.tables().remove(named);
        scope.tables().remove(source);
        scope.tables().add(0, source);
        return;
      }
    }
  }

  void delete(Cursor at) {
    at.take();
    Clauses.skipModifiers(at);
    List<List<String>> targets = new ArrayList<>();
    boolean from = at.takeIf("from");
    Scope scope = new Scope();
    Sources sources = new Sources(statement, scope);
    if (!from && namesOnly(at)) {
      // DELETE a, b FROM ...
      do {
        targets.add(at.name());
      } while (at.takeIf(","));
      Cursor output = at.takeIf("output") ? at.until(FROM_AND_WHERE) : at.next(0);
      if (!at.takeIf("from")) {
        statement.decline();
        return;
      }
      sources.read(at, Verb.SELECT);
      deleteFrom(at, scope, sources, targets, output);
      return;
    }
    sources.read(at, Verb.SELECT);
    if (scope.tables().isEmpty()) {
      statement.decline();
      return;
    }
    Cursor output = at.takeIf("output") ? at.until(FROM_AND_WHERE) : at.next(0);
    Draft target = scope.tables().get(0);
    if (at.is("using") || at.is("from")) {
      at.take();
      int before = scope.tables().size();
      sources.read(at, Verb.SELECT);
      mergeTarget(scope, target, before);
      target = scope.tables().get(0);
    }
    target.verb = Verb.DELETE;
    finish(at, scope, sources, target, output);
  }

  /** Whether names and commas stand here up to a FROM. */
  private static boolean namesOnly(Cursor at) {
    Cursor ahead = at.copy();
    do {
      if (ahead.name().isEmpty()) {
        return false;
      }
    } while (ahead.takeIf(","));
    return ahead.is("from") || ahead.is("output");
  }

  private void deleteFrom(
      Cursor at, Scope scope, Sources sources, List<List<String>> targets, Cursor output) {
    Draft first = null;
    for (List<String> target : targets) {
      List<String> name =
          target.get(target.size() - 1).equals("*") ? target.subList(0, target.size() - 1) : target;
      Draft table = scope.called(String.join(".", name));
      if (table == null) {
        statement.decline();
        return;
      }
      table.verb = Verb.DELETE;
      first = first == null ? table : first;
    }
    if (first != null) {
      finish(at, scope, sources, first, output);
    }
  }

  /** What follows the assignments of an UPDATE, or the table of a DELETE. */
  private void finish(Cursor at, Scope scope, Sources sources, Draft target, Cursor output) {
    clauses.where(at, scope, sources);
    clauses.selected(output, scope, target);
    clauses.tail(at, scope, target);
    scope.tables().forEach(table -> statement.add(table.access()));
  }
}
