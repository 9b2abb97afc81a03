package io.racetrace.access.sql;

import io.racetrace.access.sql.TableAccess.Verb;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the clauses that statements of several kinds have. */
final class Clauses {

  private static final Set<String> CLAUSES =
      Words.of(
          "where group having window order limit offset fetch for union intersect "
              + "except minus into option lock qualify connect start from returning "
              + "output on set return");
  private static final Set<String> WHERE_ENDS =
      Words.of(
          "group having window order limit offset fetch for union intersect except "
              + "minus option lock qualify returning output connect start into return "
              + "when log allow select");

  private final StatementReader statement;

  Clauses(StatementReader statement) {
    this.statement = statement;
  }

  /** Reads the conditions of a statement, if it has any. */
  void where(Cursor at, Scope scope, Sources sources) {
    Conditions conditions = new Conditions(statement, scope);
    Condition condition = Condition.none();
    if (at.takeIf("where")) {
      Cursor text = at.until(WHERE_ENDS);
      statement.subqueries(text.copy());
      if (!text.is("current", "of")) {
        condition = conditions.read(text);
      }
    }
    sources.conditions().forEach(statement::subqueries);
    sources.restrict(condition, conditions);
  }

  /** What is left behind the conditions. */
  void tail(Cursor at, Scope scope, Draft target) {
    while (!at.atEnd()) {
      if (at.takeIf("returning") || at.takeIf("output") || at.takeIf("return")) {
        Cursor list = at.until(Set.of("into", "order", "limit"));
        statement.subqueries(list.copy());
        selected(list, scope, target);
      } else if (statement.isNextStatement(at)) {
        statement.again(at.next(at.size()));
      } else if (at.peek().isWordOf(CLAUSES) || at.is("log") || at.is("allow")) {
        at.take();
        Cursor rest = at.until(CLAUSES);
        statement.subqueries(rest);
      } else {
        statement.decline();
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
    if (statement.dialect() == SqlDialect.SQLSERVER && named && item.peek(1).is("=")) {
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
      statement.add(TableAccess.bare(Verb.INSERT, String.join(".", name)));
    }
    if (at.is("(")) {
      at.group();
    }
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
}
