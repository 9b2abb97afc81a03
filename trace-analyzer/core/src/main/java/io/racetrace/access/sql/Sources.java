package io.racetrace.access.sql;

import io.racetrace.access.sql.TableAccess.Verb;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;

/** Reads what stands behind FROM: tables, joins and their conditions. */
final class Sources {

  private static final Set<String> NO_ALIAS =
      Words.of(
          "set where values value from join using returning on default inner left "
              + "right full cross natural outer straight_join with order limit offset "
              + "fetch for group having union intersect except minus window lock output "
              + "option use force ignore tablesample partition select when connect start "
              + "qualify pivot unpivot log if overriding key apply not indexed nowait "
              + "into");
  private static final Set<String> JOINS = Set.of("join", "straight_join", "apply");
  private static final Set<String> JOIN_WORDS =
      Words.of("natural inner left right full cross outer semi anti join straight_join " + "apply");
  private static final Set<String> JOIN_HINTS = Set.of("hash", "loop", "merge", "remote");
  private static final Set<String> ENDS =
      Words.of(
          ", natural inner left right full cross join straight_join outer where set "
              + "group having order limit for on");

  private final StatementReader statement;
  private final Scope scope;
  private final List<Restriction> restrictions = new ArrayList<>();
  private boolean optionalOnBothSides;

  /** A join's condition; an outer one pins only the tables on its right. */
  private record Restriction(Cursor condition, boolean inner, List<Draft> right) {}

  Sources(StatementReader statement, Scope scope) {
    this.statement = statement;
    this.scope = scope;
  }

  /** Reads all sources, each table with this verb. */
  void read(Cursor at, Verb verb) {
    source(at, verb);
    while (!at.atEnd()) {
      if (at.takeIf(",")) {
        source(at, verb);
      } else if (at.peek().isWordOf(JOIN_WORDS)) {
        join(at, verb);
      } else {
        return;
      }
    }
  }

  private void join(Cursor at, Verb verb) {
    boolean inner = true;
    boolean natural = false;
    while (!at.atEnd() && !at.peek().isWordOf(JOINS)) {
      SqlToken word = at.take();
      if (!word.isWordOf(JOIN_WORDS) && !word.isWordOf(JOIN_HINTS)) {
        statement.decline();
        return;
      }
      inner &= !(word.is("left") || word.is("right") || word.is("full") || word.is("anti"));
      optionalOnBothSides |= word.is("right") || word.is("full");
      natural |= word.is("natural");
    }
    at.take();
    int before = scope.tables().size();
    source(at, verb);
    List<Draft> right = scope.tables().subList(before, scope.tables().size());
    if (at.takeIf("on")) {
      restrictions.add(new Restriction(at.until(ENDS_OF_ON), inner, List.copyOf(right)));
    } else if (!natural && at.takeIf("using") && at.is("(")) {
      for (Cursor column : at.group().list()) {
        String name = column.take().text();
        scope.tables().forEach(table -> table.compared.add(name));
      }
    }
  }

  private static final Set<String> ENDS_OF_ON =
      Words.of(
          ", natural inner left right full cross join straight_join where set group "
              + "having order limit offset fetch for union intersect except minus window "
              + "lock option when returning output with connect start qualify");

  private void source(Cursor at, Verb verb) {
    at.takeIf("lateral");
    if (at.is("(")) {
      group(at, verb);
      return;
    }
    if (at.takeIf("{", "oj")) {
      read(at.until(Set.of("}")), verb);
      at.take();
      return;
    }
    if (at.peek().isWordOf(Set.of("final", "new", "old")) && at.peek(1).is("table")) {
      at.next(2);
      statement.again(at.group());
      scope.addOther();
      alias(at);
      return;
    }
    if (at.is("only") && at.peek(1).isName()) {
      at.take();
    } else if (at.is("only", "(")) {
      at.take();
      source(at.group(), verb);
      return;
    }
    if (at.is("table", "(")) {
      at.take();
      at.group();
      scope.addOther();
      alias(at);
      return;
    }
    if (at.is("values")) {
      at.until(ENDS);
      scope.addOther();
      return;
    }
    List<String> name = at.name();
    if (name.isEmpty()) {
      statement.decline();
      return;
    }
    if (at.is("(") && !isOldHint(at)) {
      // A function that gives rows.
      at.group();
      at.takeIf("with", "ordinality");
      scope.addOther();
      alias(at);
      columnAliases(at);
      return;
    }
    if (statement.isCte(name) || name.equals(List.of("dual"))) {
      if (!name.equals(List.of("dual"))) {
        scope.addOther();
      }
      alias(at);
      columnAliases(at);
      return;
    }
    Draft table = new Draft(verb, name);
    scope.add(table);
    afterName(at, table);
  }

  /** What may stand between a table's name and what comes next. */
  void afterName(Cursor at, Draft table) {
    at.takeIf("*");
    skipVersionOf(at);
    hints(at, table);
    table.alias = alias(at);
    columnAliases(at);
    hints(at, table);
    if (at.takeIf("tablesample")) {
      at.name();
      if (at.is("(")) {
        at.group();
      }
      if (at.takeIf("repeatable")) {
        at.group();
      }
    }
  }

  private static void skipVersionOf(Cursor at) {
    if (at.is("partition", "(") || at.is("sample", "(") || at.is("sample", "block")) {
      at.take();
      at.takeIf("block");
      at.group();
    }
    if (at.is("as", "of") || at.is("for", "system_time")) {
      at.take();
      at.until(ENDS);
    }
  }

  private static boolean isOldHint(Cursor at) {
    Cursor group = at.copy().group();
    return group.size() == 1
        && group.peek().isWordOf(Set.of("nolock", "updlock", "holdlock", "readpast", "xlock"));
  }

  private static void hints(Cursor at, Draft table) {
    while (true) {
      if (at.is("with", "(") || at.is("(") && isOldHint(at)) {
        at.takeIf("with");
        Cursor group = at.group();
        while (!group.atEnd()) {
          lockHint(group.take().text(), table);
        }
      } else if ((at.is("use") || at.is("force") || at.is("ignore"))
          && (at.peek(1).is("index") || at.peek(1).is("key"))) {
        at.next(2);
        if (at.takeIf("for")) {
          at.take();
          at.takeIf("by");
        }
        if (at.is("(")) {
          at.group();
        }
      } else if (at.is("indexed", "by")) {
        at.next(3);
      } else if (at.is("not", "indexed")) {
        at.next(2);
      } else {
        return;
      }
    }
  }

  private static void lockHint(String hint, Draft table) {
    switch (hint) {
      case "updlock", "xlock", "tablockx" -> {
        table.locks.remove("share");
        table.locks.add("update");
      }
      case "holdlock", "serializable", "repeatableread" -> {
        if (!table.locks.contains("update")) {
          table.locks.add("share");
        }
      }
      case "readpast" -> table.locks.add("skip-locked");
      case "nowait" -> table.locks.add("nowait");
      default -> {}
    }
  }

  private void group(Cursor at, Verb verb) {
    if (at.isQuery()) {
      statement.bareQuery(at.group());
      scope.addOther();
      alias(at);
      columnAliases(at);
    } else if (at.copy().group().isChange()) {
      statement.again(at.group());
      scope.addOther();
      alias(at);
    } else {
      read(at.group(), verb);
      alias(at);
    }
  }

  private static String alias(Cursor at) {
    boolean as = at.takeIf("as");
    SqlToken token = at.peek();
    return token.isName() && (as || !token.isWordOf(NO_ALIAS)) ? at.take().text() : "";
  }

  private static void columnAliases(Cursor at) {
    if (at.is("(") && !isOldHint(at)) {
      at.group();
    }
  }

  /** Applies the conditions of the joins and this one of the statement to the tables. */
  void restrict(Condition where, Conditions conditions) {
    Condition all = where;
    for (Restriction restriction : restrictions) {
      Condition condition = conditions.read(restriction.condition().copy());
      if (restriction.inner()) {
        all = all.and(condition);
      } else {
        Condition kept = Condition.none();
        condition.loosened().mentioned().stream()
            .filter(column -> optionalOnBothSides || restriction.right().contains(column.table()))
            .forEach(kept.mentioned()::add);
        for (Draft right : restriction.right()) {
          List<SortedMap<String, Operand>> rows = condition.pinned().get(right);
          if (rows != null) {
            kept = kept.and(Condition.pins(right, rows));
          }
        }
        all = all.and(kept);
      }
    }
    boolean pins = !optionalOnBothSides;
    all.applyTo(table -> pins);
  }

  /** The texts of the joins' conditions, for the sub-selects in them. */
  List<Cursor> conditions() {
    return restrictions.stream().map(restriction -> restriction.condition().copy()).toList();
  }
}
