package io.racetrace.access.sql;

import io.racetrace.access.sql.SqlEffect.Kind;
import io.racetrace.access.sql.TableAccess.Verb;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads one text of statements, clause by clause. */
final class StatementReader {

  private static final Set<String> CLAUSES =
      Set.of(
          "where",
          "group",
          "having",
          "window",
          "order",
          "limit",
          "offset",
          "fetch",
          "for",
          "union",
          "intersect",
          "except",
          "minus",
          "into",
          "option",
          "lock",
          "qualify",
          "connect",
          "start",
          "from",
          "returning",
          "output",
          "on",
          "set",
          "return");
  private static final Set<String> SELECT_ENDS =
      Set.of(
          "from",
          "where",
          "group",
          "having",
          "window",
          "order",
          "limit",
          "offset",
          "fetch",
          "for",
          "union",
          "intersect",
          "except",
          "minus",
          "into",
          "option",
          "lock",
          "qualify");
  private static final Set<String> FROM_ENDS =
      Set.of(
          "where",
          "group",
          "having",
          "window",
          "order",
          "limit",
          "offset",
          "fetch",
          "union",
          "intersect",
          "except",
          "minus",
          "option",
          "lock",
          "qualify",
          "returning",
          "output",
          "connect",
          "start",
          "set",
          "for",
          "into",
          "when");
  private static final Set<String> WHERE_ENDS =
      Set.of(
          "group",
          "having",
          "window",
          "order",
          "limit",
          "offset",
          "fetch",
          "for",
          "union",
          "intersect",
          "except",
          "minus",
          "option",
          "lock",
          "qualify",
          "returning",
          "output",
          "connect",
          "start",
          "into",
          "return",
          "when",
          "log",
          "allow",
          "select");
  private static final Set<String> SET_OPERATORS = Set.of("union", "intersect", "except", "minus");
  private static final Set<String> SET_ENDS =
      Set.of(
          "where",
          "from",
          "returning",
          "output",
          "order",
          "limit",
          "option",
          "when",
          "delete",
          "return",
          "log",
          "as");

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
      case "update" -> update(at);
      case "delete" -> delete(at);
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
    return token.isWordOf(
        Set.of("select", "insert", "update", "delete", "merge", "values", "replace"));
  }

  private void update(Cursor at) {
    at.take();
    if (dialect == SqlDialect.SQLSERVER && at.is("statistics")) {
      return;
    }
    skipModifiers(at);
    Scope scope = new Scope();
    Sources sources = new Sources(this, scope);
    sources.read(at, Verb.SELECT);
    if (scope.tables().isEmpty() || !at.takeIf("set")) {
      decline();
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
    new Assignments(this, scope).read(assignments, target);
    for (Draft table : scope.tables()) {
      if (!table.assigned.isEmpty()) {
        table.verb = Verb.UPDATE;
      }
    }
    finish(at, scope, sources, target, output);
  }

  private static final Set<String> FROM_AND_WHERE = Set.of("from", "where", "option");

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

  private void delete(Cursor at) {
    at.take();
    skipModifiers(at);
    List<List<String>> targets = new ArrayList<>();
    boolean from = at.takeIf("from");
    Scope scope = new Scope();
    Sources sources = new Sources(this, scope);
    if (!from && namesOnly(at)) {
      // DELETE a, b FROM ...
      do {
        targets.add(at.name());
      } while (at.takeIf(","));
      Cursor output = at.takeIf("output") ? at.until(FROM_AND_WHERE) : at.next(0);
      if (!at.takeIf("from")) {
        decline();
        return;
      }
      sources.read(at, Verb.SELECT);
      deleteFrom(at, scope, sources, targets, output);
      return;
    }
    sources.read(at, Verb.SELECT);
    if (scope.tables().isEmpty()) {
      decline();
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
        decline();
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
    where(at, scope, sources);
    selected(output, scope, target);
    tail(at, scope, target);
    scope.tables().forEach(table -> accesses.add(table.access()));
  }

  /** Reads the conditions of a statement, if it has any. */
  void where(Cursor at, Scope scope, Sources sources) {
    Conditions conditions = new Conditions(this, scope);
    Condition condition = Condition.none();
    if (at.takeIf("where")) {
      Cursor text = at.until(WHERE_ENDS);
      subqueries(text.copy());
      if (!text.is("current", "of")) {
        condition = conditions.read(text);
      }
    }
    sources.conditions().forEach(this::subqueries);
    sources.restrict(condition, conditions);
  }

  /** What is left behind the conditions. */
  void tail(Cursor at, Scope scope, Draft target) {
    while (!at.atEnd()) {
      if (at.takeIf("returning") || at.takeIf("output") || at.takeIf("return")) {
        Cursor list = at.until(Set.of("into", "order", "limit"));
        subqueries(list.copy());
        selected(list, scope, target);
      } else if (isNextStatement(at)) {
        statement(at.next(at.size()));
      } else if (at.peek().isWordOf(CLAUSES) || at.is("log") || at.is("allow")) {
        at.take();
        Cursor rest = at.until(CLAUSES);
        subqueries(rest);
      } else {
        decline();
        return;
      }
    }
  }

  /** Notes the columns of a SELECT list, a RETURNING or an OUTPUT. */
  void selected(Cursor list, Scope scope, @Nullable Draft target) {
    Cursor columns = target == null ? list : list.until(Set.of("into"));
    for (Cursor item : columns.list()) {
      SelectItem.read(withoutLeadingAlias(item), scope, target);
    }
    if (target != null && list.takeIf("into")) {
      outputInto(list);
    }
  }

  /** SQL Server also writes alias = expression. */
  private Cursor withoutLeadingAlias(Cursor item) {
    boolean named = item.peek().isName() || item.peek().kind() == SqlToken.Kind.NAMED_PLACEHOLDER;
    if (dialect == SqlDialect.SQLSERVER && named && item.peek(1).is("=")) {
      item.next(2);
    }
    return item;
  }

  /** OUTPUT ... INTO another table, or into a variable. */
  void outputInto(Cursor at) {
    List<String> name = at.name();
    if (name.isEmpty()) {
      at.take();
    } else {
      accesses.add(TableAccess.bare(Verb.INSERT, String.join(".", name)));
    }
    if (at.is("(")) {
      at.group();
    }
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
    scope.tables().forEach(table -> table.selected.add("*"));
    tail(at, scope, scope.tables().isEmpty() ? null : scope.tables().get(0));
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

  static void skipModifiers(Cursor at) {
    while (true) {
      if (at.is("top")) {
        at.take();
        if (at.is("(")) {
          at.group();
        } else {
          at.take();
        }
        at.takeIf("percent");
        at.takeIf("with", "ties");
      } else if (at.is("or") && at.peek(1).isName()) {
        at.next(2);
      } else if ((at.is("low_priority") || at.is("quick") || at.is("ignore"))
          && !at.peek(1).is("set")) {
        at.take();
      } else {
        return;
      }
    }
  }

  static SortedMap<String, Operand> row() {
    return new TreeMap<>();
  }

  static Set<String> selectEnds() {
    return SELECT_ENDS;
  }

  static Set<String> fromEnds() {
    return FROM_ENDS;
  }
}
