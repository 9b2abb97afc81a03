package io.racetrace.access.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Splits the text of a statement into tokens; never fails, whatever the text. */
final class SqlLexer {

  private static final String LONG_SYMBOLS = "<= >= <> != || :: -> ";

  private final String sql;
  private final List<SqlToken> tokens = new ArrayList<>();
  private int at;
  private int placeholders;

  private SqlLexer(String sql) {
    this.sql = sql;
  }

  static List<SqlToken> tokens(String sql) {
    SqlLexer lexer = new SqlLexer(sql);
    while (lexer.at < sql.length()) {
      lexer.next();
    }
    return lexer.tokens;
  }

  private void next() {
    char c = sql.charAt(at);
    if (Character.isWhitespace(c)) {
      at++;
    } else if (sql.startsWith("--", at)) {
      skipTo("\n");
    } else if (sql.startsWith("/*", at)) {
      skipTo("*/");
    } else if (c == '\'') {
      add(SqlToken.Kind.STRING, quoted('\''));
    } else if (c == '"' || c == '`') {
      add(SqlToken.Kind.WORD, quoted(c));
    } else if (c == '[') {
      add(SqlToken.Kind.WORD, quoted(']'));
    } else if (c == '?') {
      at++;
      add(SqlToken.Kind.PLACEHOLDER, Integer.toString(placeholders++));
    } else if (c == '$' && at + 1 < sql.length() && Character.isDigit(sql.charAt(at + 1))) {
      at++;
      add(SqlToken.Kind.PLACEHOLDER, zeroBased(run()));
    } else if (Character.isDigit(c)) {
      add(SqlToken.Kind.NUMBER, run());
    } else if (Character.isLetter(c) || c == '_') {
      add(SqlToken.Kind.WORD, run().toLowerCase(Locale.ROOT));
    } else {
      int length =
          at + 2 <= sql.length() && LONG_SYMBOLS.contains(sql.substring(at, at + 2) + " ") ? 2 : 1;
      add(SqlToken.Kind.SYMBOL, sql.substring(at, at + length));
      at += length;
    }
  }

  private void add(SqlToken.Kind kind, String text) {
    tokens.add(new SqlToken(kind, text));
  }

  private void skipTo(String end) {
    int found = sql.indexOf(end, at + 2);
    at = found < 0 ? sql.length() : found + end.length();
  }

  private String quoted(char end) {
    StringBuilder text = new StringBuilder();
    at++;
    while (at < sql.length()) {
      char c = sql.charAt(at++);
      if (c == end) {
        if (at < sql.length() && sql.charAt(at) == end) {
          at++;
        } else {
          break;
        }
      }
      text.append(c);
    }
    return text.toString();
  }

  private String run() {
    int from = at;
    while (at < sql.length() && isPartOfRun(sql.charAt(at), sql.charAt(from))) {
      at++;
    }
    return sql.substring(from, at);
  }

  private static boolean isPartOfRun(char c, char first) {
    return Character.isLetterOrDigit(c)
        || c == '_'
        || c == '$'
        || c == '.' && Character.isDigit(first);
  }

  private static String zeroBased(String oneBased) {
    return oneBased.length() > 6 || !oneBased.chars().allMatch(Character::isDigit)
        ? oneBased
        : Integer.toString(Integer.parseInt(oneBased) - 1);
  }
}
