package io.racetrace.access.sql;

import io.racetrace.access.sql.SqlStatement.Verb;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the common statements: one table, conditions joined by AND. Whatever it does not read whole
 * it declines, so that a key is never guessed.
 */
public final class SqlParser {

  private static final Set<String> NO_ROWS =
      Set.of(
          "begin",
          "start",
          "commit",
          "rollback",
          "savepoint",
          "release",
          "set",
          "reset",
          "show",
          "create",
          "alter",
          "drop",
          "grant",
          "revoke",
          "analyze",
          "vacuum",
          "explain",
          "listen",
          "notify",
          "discard",
          "use",
          "comment",
          "lock");
  private static final Set<String> ENDS_CONDITIONS =
      Set.of("returning", "order", "limit", "offset", "fetch", "for", "group", "having");
  private static final Set<String> BREAKS_CONDITIONS =
      Set.of("or", "not", "exists", "select", "in", "any", "between", "case");
  private static final Set<String> NOT_AN_ALIAS =
      Set.of("set", "where", "values", "from", "join", "using", "returning", "on", "default");
  private static final SqlToken END = new SqlToken(SqlToken.Kind.SYMBOL, "");

  private final List<SqlToken> tokens;
  private final Map<String, Operand> assignments = new LinkedHashMap<>();
  private final Map<String, Operand> equalities = new LinkedHashMap<>();
  private @Nullable String table;
  private final Set<String> compared = new HashSet<>();
  private boolean keepsExisting;
  private boolean locksRows;
  private boolean declined;
  private int at;

  private SqlParser(List<SqlToken> tokens) {
    this.tokens = tokens;
  }

  /** Never fails: what is not understood says so. */
  public static SqlStatement parse(String sql) {
    SqlParser parser = new SqlParser(SqlLexer.tokens(sql));
    return parser.statement();
  }

  private SqlStatement statement() {
    Verb verb = verb();
    switch (verb) {
      case SELECT -> select();
      case INSERT -> insert();
      case UPDATE -> update();
      case DELETE -> delete();
      case NONE, UNKNOWN -> declined = verb == Verb.UNKNOWN;
    }
    if (declined) {
      equalities.clear();
      assignments.clear();
      compared.clear();
    }
    return new SqlStatement(
        verb,
        table,
        !declined,
        assignments,
        equalities,
        compared,
        keepsExisting,
        locksRows,
        placeholders(),
        shape());
  }

  private Verb verb() {
    if (atEnd()) {
      return Verb.NONE;
    }
    SqlToken first = take();
    return switch (first.text()) {
      case "select" -> Verb.SELECT;
      case "insert" -> Verb.INSERT;
      case "update" -> Verb.UPDATE;
      case "delete" -> Verb.DELETE;
      default -> NO_ROWS.contains(first.text()) ? Verb.NONE : Verb.UNKNOWN;
    };
  }

  private void select() {
    while (!atEnd() && !peek().is("from")) {
      declined |= take().is("select");
    }
    if (!take().is("from")) {
      // SELECT 1, SELECT pg_is_in_recovery(): no table, nothing to declare.
      return;
    }
    table();
    conditions();
    while (!atEnd()) {
      if (take().is("for") && isLock()) {
        locksRows = true;
      }
    }
  }

  private boolean isLock() {
    return peek().is("update") || peek().is("no") || peek().is("share") || peek().is("key");
  }

  private void update() {
    if (peek().is("only")) {
      take();
    }
    table();
    if (!take().is("set")) {
      declined = true;
      return;
    }
    assignments("where", "returning", "from");
    declined |= peek().is("from");
    conditions();
  }

  private void delete() {
    if (!take().is("from")) {
      declined = true;
      return;
    }
    table();
    declined |= peek().is("using");
    conditions();
  }

  private void insert() {
    if (!take().is("into")) {
      declined = true;
      return;
    }
    table();
    List<String> columns = columns();
    if (columns.isEmpty() || !take().is("values") || !take().is("(")) {
      declined = true;
      return;
    }
    for (String column : columns) {
      equalities.put(column, operand(column));
      declined |= !(peek().is(",") || peek().is(")"));
      take();
    }
    declined |= peek().is(",");
    conflictClause();
  }

  private void conflictClause() {
    while (!atEnd()) {
      SqlToken token = take();
      if (token.is("nothing") || token.is("ignore")) {
        keepsExisting = true;
      } else if (token.is("update")) {
        if (peek().is("set")) {
          take();
        }
        assignments("where", "returning");
        return;
      }
    }
  }

  private List<String> columns() {
    if (!peek().is("(")) {
      return List.of();
    }
    take();
    List<String> columns = new ArrayList<>();
    while (!atEnd() && !peek().is(")")) {
      SqlToken token = take();
      if (token.kind() == SqlToken.Kind.WORD) {
        columns.add(token.text());
      }
    }
    take();
    return columns;
  }

  private void table() {
    SqlToken name = take();
    if (name.kind() != SqlToken.Kind.WORD) {
      declined = true;
      return;
    }
    StringBuilder qualified = new StringBuilder(name.text());
    while (peek().is(".")) {
      take();
      qualified.append('.').append(take().text());
    }
    table = qualified.toString();
    if (peek().is("as")) {
      take();
    }
    if (peek().kind() == SqlToken.Kind.WORD
        && !NOT_AN_ALIAS.contains(peek().text())
        && !ENDS_CONDITIONS.contains(peek().text())) {
      take();
    }
    if (peek().is(",") || peek().is("join") || peek().is("inner") || peek().is("left")) {
      declined = true;
      table = null;
    }
  }

  private void assignments(String... ends) {
    Set<String> stop = Set.of(ends);
    while (!atEnd() && !stop.contains(peek().text())) {
      String column = column();
      if (column == null || !take().is("=")) {
        declined = true;
        return;
      }
      assignments.put(column, operand(column));
      if (peek().is(",")) {
        take();
      } else if (!atEnd() && !stop.contains(peek().text())) {
        declined = true;
        return;
      }
    }
  }

  /** A column name, without the table or alias before it; null if the next token is not one. */
  private @Nullable String column() {
    SqlToken name = take();
    while (peek().is(".")) {
      take();
      name = take();
    }
    return name.kind() == SqlToken.Kind.WORD ? name.text() : null;
  }

  /** Reads up to the next comma, AND, or end at this depth. */
  private Operand operand(String column) {
    int from = at;
    int depth = 0;
    while (!atEnd() && !(depth == 0 && endsOperand(peek()))) {
      SqlToken token = take();
      if (token.is("(")) {
        depth++;
      } else if (token.is(")")) {
        depth--;
      }
      declined |= token.is("select");
    }
    return SqlOperand.of(tokens.subList(from, at), column);
  }

  private static boolean endsOperand(SqlToken token) {
    return token.is(",")
        || token.is(")")
        || token.is("and")
        || token.is("where")
        || token.is("from")
        || ENDS_CONDITIONS.contains(token.text()) && token.kind() == SqlToken.Kind.WORD;
  }

  private void conditions() {
    if (!peek().is("where")) {
      if (!atEnd() && !ENDS_CONDITIONS.contains(peek().text()) && !peek().is(";")) {
        declined = true;
      }
      return;
    }
    take();
    while (!atEnd() && !ENDS_CONDITIONS.contains(peek().text()) && !peek().is(";")) {
      condition();
      if (declined) {
        return;
      }
      if (peek().is("and")) {
        take();
      }
    }
  }

  private void condition() {
    if (peek().is("(") || BREAKS_CONDITIONS.contains(peek().text())) {
      declined = true;
      return;
    }
    String column = column();
    SqlToken operator = take();
    if (column == null || BREAKS_CONDITIONS.contains(operator.text())) {
      declined = true;
      return;
    }
    int from = at;
    Operand operand = operand(column);
    if (!operator.is("is")) {
      for (SqlToken token : tokens.subList(Math.min(from, tokens.size()), at)) {
        declined |= token.kind() == SqlToken.Kind.WORD && BREAKS_CONDITIONS.contains(token.text());
      }
    }
    if (operator.is("=") && !(operand instanceof Operand.Other)) {
      equalities.put(column, operand);
    } else {
      compared.add(column);
    }
  }

  private boolean atEnd() {
    return at >= tokens.size();
  }

  private SqlToken peek() {
    return at < tokens.size() ? tokens.get(at) : END;
  }

  private SqlToken take() {
    SqlToken token = peek();
    at++;
    return token;
  }

  private int placeholders() {
    int highest = -1;
    for (SqlToken token : tokens) {
      if (token.kind() == SqlToken.Kind.PLACEHOLDER && token.text().length() <= 6) {
        highest = Math.max(highest, Integer.parseInt(token.text()));
      }
    }
    return highest + 1;
  }

  private String shape() {
    StringBuilder shape = new StringBuilder();
    for (SqlToken token : tokens) {
      if (shape.length() > 0) {
        shape.append(' ');
      }
      shape.append(token.shape());
    }
    return shape.toString();
  }
}
