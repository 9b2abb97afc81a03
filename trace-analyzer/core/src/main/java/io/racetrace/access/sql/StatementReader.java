package io.racetrace.access.sql;

import io.racetrace.access.sql.SqlEffect.Kind;
import io.racetrace.access.sql.TableAccess.Verb;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads one text of statements, clause by clause. */
final class StatementReader {

  private static final Set<String> SET_OPERATORS = Set.of("union", "intersect", "except", "minus");

  private final SqlDialect dialect;
  private final Set<String> ctes;
  private final List<TableAccess> accesses = new ArrayList<>();
  private final List<SqlEffect> effects = new ArrayList<>();
  private final List<TableAccess> doubtful = new ArrayList<>();
  private boolean declined;

  /**
   * @param ctes the names that stand for queries and not for tables
   */
  StatementReader(SqlDialect dialect, Set<String> ctes) {
    this.dialect = dialect;
    this.ctes = ctes;
  }

  List<TableAccess> accesses() {
    return accesses;
  }

  List<TableAccess> doubtful() {
    return doubtful;
  }

  List<SqlEffect> effects() {
    return effects;
  }

  boolean isDeclined() {
    return declined;
  }

  /** There is something here that is not read. */
  void decline() {
    declined = true;
  }

  boolean isCte(List<String> name) {
    return name.size() == 1 && ctes.contains(name.get(0));
  }

  /** Reads statements that semicolons separate. */
  void statements(Cursor at) {
    Set<String> semicolon = Set.of(";");
    while (!at.atEnd()) {
      Cursor one = at.until(semicolon);
      at.take();
      if (one.atEnd()) {
        continue;
      }
      if (isProgram(one)) {
        // The semicolons behind it are its own.
        at.next(at.size());
      }
      whole(one);
    }
  }

  /** Whether this begins a text of several statements that run under conditions, or later. */
  private static boolean isProgram(Cursor at) {
    if (at.is("create")) {
      Cursor ahead = at.copy();
      ahead.until(Set.of("trigger", "procedure", "function", "package", "event"));
      return !ahead.atEnd();
    }
    boolean block =
        at.is("begin")
            && at.size() > 1
            && !at.peek(1).isWordOf(OtherStatements.AFTER_BEGIN)
            && !at.is("begin", "not", "deferrable");
    return block
        || at.is("begin", "not", "atomic")
        || at.is("declare") && at.peek(1).isName()
        || at.is("if")
        || at.is("while");
  }

  /** A statement of which all is known or nothing. */
  private void whole(Cursor at) {
    StatementReader reader = new StatementReader(dialect, new HashSet<>());
    if (at.isBalanced()) {
      reader.statement(at);
    } else {
      reader.decline();
    }
    declined |= reader.declined;
    for (TableAccess access : reader.accesses) {
      if (reader.declined) {
        doubtful.add(TableAccess.bare(access.verb(), access.table()));
      } else {
        accesses.add(access);
      }
    }
    if (!reader.declined) {
      effects.addAll(reader.effects);
    }
  }

  private void statement(Cursor at) {
    if (at.is("{")) {
      escapedCall(at);
      return;
    }
    while (at.is("(") && at.isQuery() && at.closing() == at.size() - 1) {
      at = at.group();
    }
    switch (at.peek().text()) {
      case "select" -> new Query(this).read(at);
      case "(" -> {
        if (at.isQuery()) {
          bareQuery(at);
        } else {
          decline();
        }
      }
      case "with" -> with(at);
      case "insert", "replace" -> new InsertReader(this).read(at);
      case "update" -> new ChangeReader(this).update(at);
      case "delete" -> new ChangeReader(this).delete(at);
      case "merge" -> new MergeReader(this).read(at);
      case "upsert" -> new InsertReader(this).read(at);
      case "truncate" -> truncate(at);
      case "table" -> tableCommand(at);
      case "values" -> bareQuery(at);
      default -> {
        OtherStatements others = new OtherStatements(this);
        if (!others.read(at)) {
          decline();
        }
      }
    }
  }

  /** A query of which only the tables count. */
  void bareQuery(Cursor at) {
    StatementReader inner = new StatementReader(dialect, ctes);
    inner.queryExpression(at);
    declined |= inner.declined;
    for (TableAccess access : inner.accesses) {
      accesses.add(
          access.verb() == Verb.SELECT ? TableAccess.bare(Verb.SELECT, access.table()) : access);
    }
    effects.addAll(inner.effects);
  }

  private void queryExpression(Cursor at) {
    while (at.is("(") && at.closing() == at.size() - 1) {
      at = at.group();
    }
    if (at.is("with")) {
      with(at);
    } else if (at.is("values")) {
      Cursor rest = at;
      subqueries(rest);
    } else if (at.is("select")) {
      new Query(this).read(at);
    } else if (at.is("(")) {
      bareQuery(at.group());
      setOperations(at);
    } else if (at.is("table") && at.peek(1).isName()) {
      tableCommand(at);
    } else {
      statement(at);
    }
  }

  /** Further branches behind UNION and the like; whether there are any. */
  boolean setOperations(Cursor at) {
    boolean any = false;
    while (at.peek().isWordOf(SET_OPERATORS)) {
      any = true;
      at.take();
      if (!at.takeIf("all")) {
        at.takeIf("distinct");
      }
      Cursor branch = at.until(SET_OPERATORS);
      bareQuery(branch);
    }
    if (any) {
      accesses.replaceAll(
          access ->
              access.verb() == Verb.SELECT
                  ? TableAccess.bare(Verb.SELECT, access.table())
                  : access);
    }
    return any;
  }

  /** Finds the queries inside expressions. */
  void subqueries(Cursor at) {
    while (!at.atEnd()) {
      if (at.is("(")) {
        Cursor group = at.group();
        if (group.isQuery()) {
          bareQuery(group);
        } else {
          subqueries(group);
        }
      } else {
        Effects.at(at).ifPresent(effects::add);
        if (at.name().isEmpty()) {
          at.take();
        }
      }
    }
  }

  private void with(Cursor at) {
    at.take();
    // Oracle and SQL Server leave the word out.
    boolean recursive =
        at.takeIf("recursive") || dialect == SqlDialect.ORACLE || dialect == SqlDialect.SQLSERVER;
    while (at.peek().isName()) {
      String name = at.take().text();
      if (recursive) {
        ctes.add(name);
      }
      if (at.is("(")) {
        at.group();
      }
      if (!at.takeIf("as")) {
        decline();
        return;
      }
      if (!at.takeIf("materialized")) {
        at.takeIf("not", "materialized");
      }
      bareQuery(at.group());
      ctes.add(name);
      while (!at.atEnd() && !at.is(",") && !isVerb(at.peek()) && !at.is("(")) {
        // SEARCH and CYCLE.
        at.take();
      }
      if (!at.takeIf(",")) {
        break;
      }
    }
    statement(at);
  }

  private static boolean isVerb(SqlToken token) {
    return token.isWordOf(Words.of("select insert update delete merge values replace"));
  }

  /** In SQL Server a statement may follow without a semicolon. */
  boolean isNextStatement(Cursor at) {
    return dialect == SqlDialect.SQLSERVER && at.is("select");
  }

  private void truncate(Cursor at) {
    at.take();
    at.takeIf("table");
    do {
      at.takeIf("only");
      List<String> name = at.name();
      if (name.isEmpty()) {
        decline();
        return;
      }
      accesses.add(TableAccess.bare(Verb.TRUNCATE, String.join(".", name)));
      at.takeIf("*");
    } while (at.takeIf(","));
  }

  /** TABLE t is short for SELECT * FROM t. */
  private void tableCommand(Cursor at) {
    at.take();
    Scope scope = new Scope();
    Sources sources = new Sources(this, scope);
    sources.read(at, Verb.SELECT);
    if (scope.tables().isEmpty()) {
      decline();
      return;
    }
    scope.tables().forEach(table -> table.selected.add("*"));
    new Clauses(this).tail(at, scope, scope.tables().get(0));
    scope.tables().forEach(table -> accesses.add(table.access()));
  }

  private void escapedCall(Cursor at) {
    at.take();
    if (at.peek().kind() == SqlToken.Kind.PLACEHOLDER) {
      at.take();
      at.takeIf("=");
    }
    if (!at.takeIf("call")) {
      decline();
      return;
    }
    call(at);
  }

  /** A procedure that is called here. */
  void call(Cursor at) {
    if (at.is("next", "value", "for")) {
      subqueries(at);
      return;
    }
    List<String> name = at.name();
    if (OtherStatements.isApplicationLock(name) && at.is("(")) {
      new OtherStatements(this).applicationLock(at.group(), name);
      return;
    }
    if (name.isEmpty()) {
      decline();
    } else {
      effects.add(new SqlEffect(Kind.CALL, String.join(".", name)));
    }
  }

  void add(TableAccess access) {
    accesses.add(access);
  }

  void add(SqlEffect effect) {
    effects.add(effect);
  }

  SqlDialect dialect() {
    return dialect;
  }

  /** Reads one more statement, as behind EXPLAIN ANALYZE. */
  void again(Cursor at) {
    statement(at);
  }
}
