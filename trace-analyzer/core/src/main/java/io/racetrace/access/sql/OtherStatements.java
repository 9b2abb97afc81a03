package io.racetrace.access.sql;

import io.racetrace.access.sql.SqlEffect.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Transaction control, calls, and statements that touch no rows. */
final class OtherStatements {

  private static final Set<String> NO_ROWS =
      Words.of(
          "create alter drop grant revoke deny analyze vacuum listen unlisten "
              + "notify discard use comment show reset describe desc pragma attach detach "
              + "reindex checkpoint deallocate flush kill optimize cluster refresh "
              + "security reassign dbcc print help rename purge audit noaudit shutdown "
              + "script backup unlock prepare close waitfor reconfigure check repair xa");
  static final Set<String> AFTER_BEGIN =
      Words.of(
          "transaction tran work isolation read deferred immediate exclusive "
              + "concurrent deferrable distributed");

  private final StatementReader statement;

  OtherStatements(StatementReader statement) {
    this.statement = statement;
  }

  /** Whether the statement is one of these. */
  boolean read(Cursor at) {
    SqlToken verb = at.take();
    if (verb.kind() != SqlToken.Kind.WORD) {
      return false;
    }
    return switch (verb.text()) {
      case "begin" -> begin(at);
      case "start" -> at.is("transaction") && begin(at);
      case "commit" -> effect(Kind.COMMIT);
      case "end" -> endsTransaction(at) && effect(Kind.COMMIT);
      case "rollback" -> rollback(at);
      case "abort" -> effect(Kind.ROLLBACK);
      case "savepoint" -> effect(Kind.SAVEPOINT);
      case "save" -> effect(Kind.SAVEPOINT);
      case "release" -> effect(Kind.RELEASE);
      case "set" -> set(at);
      case "call" -> call(at);
      case "do" -> evaluate(at);
      case "declare" -> at.peek().kind() == SqlToken.Kind.NAMED_PLACEHOLDER;
      case "exec", "execute" -> execute(at);
      case "explain" -> explain(at);
      case "lock" -> lock(at);
      default -> NO_ROWS.contains(verb.text());
    };
  }

  private boolean effect(Kind kind) {
    statement.add(new SqlEffect(kind, ""));
    return true;
  }

  private boolean endsTransaction(Cursor at) {
    return at.size() <= 1
        && (statement.dialect() == SqlDialect.POSTGRESQL
            || statement.dialect() == SqlDialect.SQLITE);
  }

  private boolean begin(Cursor at) {
    if (!at.atEnd() && !at.peek().isWordOf(AFTER_BEGIN) && !at.is("not", "deferrable")) {
      return false;
    }
    effect(Kind.BEGIN);
    isolation(at);
    return true;
  }

  private boolean rollback(Cursor at) {
    if (at.is("work") || at.is("transaction") || at.is("tran")) {
      at.take();
    }
    // SQL Server names a savepoint, or all of the transaction; what comes next will tell.
    boolean named = statement.dialect() == SqlDialect.SQLSERVER && at.peek().isName();
    return effect(at.is("to") || named ? Kind.ROLLBACK_TO : Kind.ROLLBACK);
  }

  private boolean evaluate(Cursor at) {
    if (statement.dialect() != SqlDialect.MYSQL) {
      return false;
    }
    statement.subqueries(at);
    return true;
  }

  /** ISOLATION LEVEL, wherever it stands. */
  private void isolation(Cursor at) {
    at.until(Set.of("isolation"));
    if (at.takeIf("isolation", "level")) {
      List<String> words = new ArrayList<>();
      Set<String> levelWords =
          Words.of("read uncommitted committed repeatable serializable snapshot");
      while (at.peek().isWordOf(levelWords) && !endsLevel(words)) {
        words.add(at.take().text());
      }
      statement.add(new SqlEffect(Kind.ISOLATION, String.join(" ", words)));
    }
  }

  private static boolean endsLevel(List<String> words) {
    return words.size() == 2
        || words.size() == 1 && !Set.of("read", "repeatable").contains(words.get(0));
  }

  private boolean set(Cursor at) {
    if (at.takeIf("statement")) {
      // MariaDB: settings for one statement.
      at.until(Set.of("for"));
      at.take();
      statement.again(at);
      return true;
    }
    isolation(at.copy());
    isolationVariable(at.copy());
    statement.subqueries(at.copy());
    at.until(Set.of("on", "off"));
    at.take();
    if (statement.dialect() == SqlDialect.SQLSERVER && !at.atEnd()) {
      statement.again(at);
    }
    return true;
  }

  private void isolationVariable(Cursor at) {
    at.until(Set.of("transaction_isolation", "tx_isolation"));
    at.take();
    if (at.takeIf("=")) {
      statement.add(new SqlEffect(Kind.ISOLATION, "", Effects.operands(List.of(at))));
    }
  }

  private boolean call(Cursor at) {
    statement.call(at);
    return true;
  }

  private boolean execute(Cursor at) {
    if (statement.dialect() != SqlDialect.SQLSERVER && statement.dialect() != SqlDialect.H2
        || !at.peek().isName() && at.peek().kind() != SqlToken.Kind.NAMED_PLACEHOLDER) {
      return false;
    }
    if (at.peek().kind() == SqlToken.Kind.NAMED_PLACEHOLDER) {
      at.take();
      if (!at.takeIf("=")) {
        return false;
      }
    }
    List<String> name = at.name();
    String simple = name.isEmpty() ? "" : name.get(name.size() - 1);
    switch (simple) {
      case "", "sp_executesql", "immediate" -> {
        return false;
      }
      case "sp_getapplock", "sp_releaseapplock" -> applicationLock(at, name);
      default -> statement.add(new SqlEffect(Kind.CALL, String.join(".", name)));
    }
    return true;
  }

  static boolean isApplicationLock(List<String> name) {
    return !name.isEmpty()
        && Set.of("sp_getapplock", "sp_releaseapplock").contains(name.get(name.size() - 1));
  }

  void applicationLock(Cursor at, List<String> name) {
    Kind kind =
        name.get(name.size() - 1).equals("sp_getapplock")
            ? Kind.ADVISORY_LOCK
            : Kind.ADVISORY_UNLOCK;
    List<Cursor> arguments = at.list();
    Cursor resource = arguments.isEmpty() ? at : arguments.get(0);
    Set<String> how = new TreeSet<>(Set.of(name.get(name.size() - 1)));
    for (Cursor argument : arguments) {
      String parameter = argument.peek().text().toLowerCase(Locale.ROOT);
      if (parameter.equals("@resource")) {
        resource = argument;
      } else if (parameter.startsWith("@lock")) {
        // Its value is not known here.
        how.add(parameter);
      }
    }
    if (resource.peek(1).is("=")) {
      resource.next(2);
    }
    statement.add(new SqlEffect(kind, "", Effects.key(List.of(resource)), how));
  }

  private boolean explain(Cursor at) {
    boolean runs = false;
    if (at.is("(")) {
      Cursor options = at.group();
      options.until(Set.of("analyze"));
      runs = !options.atEnd() && !options.peek(1).isWordOf(Set.of("false", "off"));
    } else {
      while (at.is("analyze") || at.is("verbose") || at.is("extended") || at.is("format")) {
        SqlToken word = at.take();
        runs |= word.is("analyze");
        if (word.is("format")) {
          at.takeIf("=");
          at.take();
        }
      }
    }
    if (runs) {
      statement.again(at);
    }
    return true;
  }

  /**
   * LOCK TABLE a, b IN ... MODE; LOCK TABLES a READ, b WRITE. The mode goes with each table;
   * without one PostgreSQL keeps all others off.
   */
  private boolean lock(Cursor at) {
    if (at.is("instance")) {
      return true;
    }
    if (at.is("table") || at.is("tables")) {
      at.take();
    }
    at.takeIf("only");
    Cursor rest = at.copy();
    rest.until(Set.of("in"));
    String mode = rest.takeIf("in") ? words(rest.until(Set.of("mode"))) : "";
    do {
      List<String> name = at.name();
      if (name.isEmpty()) {
        return false;
      }
      String own = words(at.until(Set.of(",", "in")));
      String told = mode.isEmpty() ? own : mode;
      statement.add(
          TableAccess.lock(String.join(".", name), told.isEmpty() ? "access exclusive" : told));
    } while (at.takeIf(","));
    return true;
  }

  private static String words(Cursor at) {
    return at.rest().stream().map(SqlToken::text).collect(Collectors.joining(" "));
  }
}
