package io.racetrace.access.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** A place in a part of a statement. */
final class Cursor {

  private static final Set<String> CASE = Set.of("case");

  private final List<SqlToken> tokens;
  private int at;
  private final int end;

  Cursor(List<SqlToken> tokens) {
    this(tokens, 0, tokens.size());
  }

  private Cursor(List<SqlToken> tokens, int from, int end) {
    this.tokens = tokens;
    this.at = from;
    this.end = end;
  }

  /** The same part, to be read again from here. */
  Cursor copy() {
    return new Cursor(tokens, at, end);
  }

  boolean atEnd() {
    return at >= end;
  }

  int size() {
    return Math.max(0, end - at);
  }

  SqlToken peek() {
    return peek(0);
  }

  SqlToken peek(int ahead) {
    return at + ahead < end ? tokens.get(at + ahead) : SqlToken.END;
  }

  SqlToken last() {
    return at < end ? tokens.get(end - 1) : SqlToken.END;
  }

  SqlToken take() {
    SqlToken token = peek();
    at++;
    return token;
  }

  /** Whether the next tokens are these. */
  boolean is(String... words) {
    for (int i = 0; i < words.length; i++) {
      if (!peek(i).is(words[i])) {
        return false;
      }
    }
    return true;
  }

  boolean takeIf(String... words) {
    boolean matches = is(words);
    if (matches) {
      at += words.length;
    }
    return matches;
  }

  /** Whether a statement that changes rows begins here. */
  boolean isChange() {
    return is("insert") || is("update") || is("delete") || is("merge");
  }

  boolean isQuery() {
    return is("select") || is("with") || isRows() || is("(") && copy().group().isQuery();
  }

  /** VALUES (...), and not the function of that name. */
  private boolean isRows() {
    Cursor ahead = copy();
    if (!ahead.takeIf("values")) {
      return false;
    }
    ahead.group();
    return ahead.atEnd() || ahead.is(",");
  }

  /** Whether every parenthesis from here on has its other half. */
  boolean isBalanced() {
    int depth = 0;
    for (int i = at; i < end && depth >= 0; i++) {
      depth += tokens.get(i).is("(") ? 1 : tokens.get(i).is(")") ? -1 : 0;
    }
    return depth == 0;
  }

  /** How many tokens from here the parenthesis closes that opens here; -1 if it does not. */
  int closing() {
    int depth = 0;
    for (int i = 0; at + i < end; i++) {
      SqlToken token = peek(i);
      if (token.is("(")) {
        depth++;
      } else if (token.is(")")) {
        depth--;
        if (depth == 0) {
          return i;
        }
      }
    }
    return -1;
  }

  /** What stands in the parentheses that open here; moves behind them. */
  Cursor group() {
    int closing = closing();
    int close = closing < 0 ? end : at + closing;
    Cursor group = new Cursor(tokens, Math.min(at + 1, close), close);
    at = Math.min(end, close + 1);
    return group;
  }

  /** The next tokens; moves behind them. */
  Cursor next(int count) {
    int to = Math.min(end, at + count);
    Cursor part = new Cursor(tokens, at, to);
    at = to;
    return part;
  }

  /**
   * What stands before the first of these words or symbols that is neither in parentheses nor in a
   * CASE; moves to it.
   */
  Cursor until(Set<String> stops) {
    int from = at;
    int depth = 0;
    int cases = 0;
    while (!atEnd()) {
      SqlToken token = peek();
      if (depth == 0 && cases == 0 && isOneOf(token, stops) && !belongsToExpression(from)) {
        break;
      }
      if (token.is("(") || token.is("[")) {
        depth++;
      } else if (token.is(")") || token.is("]")) {
        depth--;
      } else if (token.isWordOf(CASE)) {
        cases++;
      } else if (token.is("end") && cases > 0) {
        cases--;
      }
      at++;
    }
    return new Cursor(tokens, from, at);
  }

  /** Whether a word that could begin a clause is a part of an expression here. */
  private boolean belongsToExpression(int from) {
    boolean nextValueFor = is("for") && at > from && tokens.get(at - 1).is("value");
    return nextValueFor || isDistinctFrom(from) || isColumnNamedLikeClause();
  }

  /** These begin a clause only together with a second word. */
  private boolean isColumnNamedLikeClause() {
    return is("lock") && !peek(1).is("in")
        || is("start") && !peek(1).is("with")
        || is("connect") && !peek(1).is("by")
        || is("log") && !peek(1).is("errors")
        || is("option") && !peek(1).is("(");
  }

  private boolean isDistinctFrom(int from) {
    return peek().is("from")
        && at - 2 >= from
        && tokens.get(at - 1).is("distinct")
        && (tokens.get(at - 2).is("is") || tokens.get(at - 2).is("not"));
  }

  private static boolean isOneOf(SqlToken token, Set<String> stops) {
    return (token.kind() == SqlToken.Kind.WORD || token.kind() == SqlToken.Kind.SYMBOL)
        && stops.contains(token.text());
  }

  /** The parts between commas that are not in parentheses. */
  List<Cursor> list() {
    List<Cursor> parts = new ArrayList<>();
    Set<String> comma = Set.of(",");
    while (!atEnd()) {
      parts.add(until(comma));
      take();
    }
    return parts;
  }

  /** The tokens from here on. */
  List<SqlToken> rest() {
    return List.copyOf(tokens.subList(Math.min(at, end), end));
  }

  /**
   * The same text from here on, with names replaced by other tokens.
   *
   * @param tokens what to write for a name; nothing to leave it as it is
   */
  Cursor replaced(Function<List<String>, List<SqlToken>> tokens) {
    List<SqlToken> text = new ArrayList<>();
    while (!atEnd()) {
      int from = at;
      List<String> name = name();
      if (name.isEmpty()) {
        text.add(take());
        continue;
      }
      List<SqlToken> other = tokens.apply(name);
      text.addAll(other.isEmpty() ? this.tokens.subList(from, at) : other);
    }
    return new Cursor(text);
  }

  /** A name with what qualifies it, as in {@code shop.orders}; empty if there is none here. */
  List<String> name() {
    List<String> parts = new ArrayList<>();
    if (!peek().isName()) {
      return parts;
    }
    parts.add(take().text());
    while (is(".") && (peek(1).isName() || peek(1).is(".") || peek(1).is("*"))) {
      take();
      if (peek().isName()) {
        parts.add(take().text());
      } else if (is("*")) {
        parts.add(take().text());
        break;
      }
    }
    return parts;
  }
}
