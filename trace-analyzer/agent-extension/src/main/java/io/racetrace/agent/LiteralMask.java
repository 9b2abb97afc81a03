package io.racetrace.agent;

import java.util.Locale;
import java.util.Set;

/**
 * Replaces the literals in a statement by question marks and leaves the rest as it is written, but
 * for comments, which may hold literals too. It reads characters, not grammar, so it works on what
 * no parser understands. Where a text can be read in two ways, and one of them would show a
 * literal, the rest of the text is one question mark.
 */
final class LiteralMask {

  /** What belongs to the string that follows it at once. */
  private static final Set<String> PREFIXES = Set.of("n", "e", "b", "x", "u&");

  private final String sql;
  private final Quoting dialect;
  private final StringBuilder masked;
  private int at;

  private LiteralMask(String sql, Quoting dialect) {
    this.sql = sql;
    this.dialect = dialect;
    this.masked = new StringBuilder(sql.length());
  }

  static String mask(String sql, Quoting dialect) {
    LiteralMask mask = new LiteralMask(sql, dialect);
    while (mask.at < sql.length()) {
      mask.next();
    }
    return mask.masked.toString();
  }

  private void next() {
    char c = sql.charAt(at);
    if (c == '\'') {
      string(false);
    } else if (c == '"') {
      if (dialect.doubleQuotesHoldNames()) {
        name('"');
      } else {
        string(false);
      }
    } else if (c == '`') {
      backquote();
    } else if (c == '[') {
      bracket();
    } else if (sql.startsWith("/*", at)) {
      blockComment();
    } else if (sql.startsWith("--", at)) {
      dashes();
    } else if (c == '#' && !(at + 1 < sql.length() && sql.charAt(at + 1) == '>')) {
      hash();
    } else if (c == '$') {
      dollar();
    } else if (c == '?') {
      placeholder();
    } else if (isDigit(c) || c == '.' && isDigit(charAt(at + 1))) {
      number();
    } else if (isPartOfWord(c)) {
      word();
    } else {
      symbol();
    }
  }

  private char charAt(int index) {
    return index < sql.length() ? sql.charAt(index) : '\0';
  }

  private static boolean isDigit(char c) {
    return Character.isDigit(c);
  }

  private static boolean isPartOfWord(char c) {
    return Character.isLetterOrDigit(c) || c == '_' || c == '@' || c > 127 && !isSpace(c);
  }

  private static boolean isSpace(char c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c);
  }

  private void rest() {
    masked.append('?');
    at = sql.length();
  }

  /** A string in the quotes that it begins with, doubled inside. */
  private void string(boolean escapes) {
    char quote = sql.charAt(at);
    for (int i = at + 1; i < sql.length(); i++) {
      char c = sql.charAt(i);
      if (c == '\\' && escapes) {
        i++;
      } else if (c == '\\' && charAt(i + 1) == quote) {
        // An escaped quote or the end of the string: settings of the server decide.
        break;
      } else if (c == quote) {
        if (charAt(i + 1) == quote) {
          i++;
        } else {
          masked.append('?');
          at = i + 1;
          return;
        }
      }
    }
    rest();
  }

  private void name(char quote) {
    for (int i = at + 1; i < sql.length(); i++) {
      if (sql.charAt(i) == quote) {
        if (charAt(i + 1) == quote) {
          i++;
        } else {
          masked.append(sql, at, i + 1);
          at = i + 1;
          return;
        }
      }
    }
    rest();
  }

  /** A name in MySQL, nothing in the strict ones, perhaps a name elsewhere. */
  private void backquote() {
    switch (dialect) {
      case MYSQL -> name('`');
      case POSTGRESQL, ORACLE, SQL_SERVER -> symbol();
      case STANDARD, OTHER -> {
        if (holdsQuote(sql.indexOf('`', at + 1))) {
          rest();
        } else {
          name('`');
        }
      }
    }
  }

  /** A name in SQL Server, an array in PostgreSQL, perhaps a name elsewhere. */
  private void bracket() {
    if (dialect == Quoting.SQL_SERVER) {
      name(']');
    } else if (dialect != Quoting.POSTGRESQL && holdsQuote(sql.indexOf(']', at + 1))) {
      rest();
    } else {
      symbol();
    }
  }

  private boolean holdsQuote(int end) {
    for (int i = at + 1; i < end; i++) {
      if (sql.charAt(i) == '\'' || sql.charAt(i) == '"') {
        return true;
      }
    }
    return false;
  }

  private void symbol() {
    masked.append(sql.charAt(at++));
  }

  private void blockComment() {
    int end = sql.indexOf("*/", at + 2);
    // Some databases nest comments, some don't, and MySQL runs what begins with an exclamation
    // mark.
    if (end < 0
        || sql.substring(at + 2, end).contains("/*")
        || sql.substring(at + 2, Math.min(end, at + 4)).contains("!")) {
      rest();
      return;
    }
    masked.append("/**/");
    at = end + 2;
  }

  private void dashes() {
    char after = charAt(at + 2);
    if (isSpace(after) || after == '\0' || dialect != Quoting.MYSQL) {
      if (dialect == Quoting.OTHER && !isSpace(after)) {
        rest();
      } else {
        lineComment();
      }
    } else {
      // MySQL takes these for two minus signs.
      symbol();
    }
  }

  private void hash() {
    if (dialect == Quoting.MYSQL) {
      lineComment();
    } else if (dialect == Quoting.OTHER) {
      rest();
    } else {
      symbol();
    }
  }

  private void lineComment() {
    int end = at;
    while (end < sql.length() && sql.charAt(end) != '\n' && sql.charAt(end) != '\r') {
      end++;
    }
    if (end < sql.length() && sql.charAt(end) == '\r' && charAt(end + 1) != '\n') {
      // Not everybody takes a lone carriage return for the end of a line.
      rest();
      return;
    }
    at = end;
  }

  /** {@code $1}, or a string between {@code $tag$} and {@code $tag$}. */
  private void dollar() {
    int end = at + 1;
    while (end < sql.length() && isPartOfWord(sql.charAt(end))) {
      end++;
    }
    if (isDigit(charAt(at + 1))) {
      int digits = at + 1;
      while (isDigit(charAt(digits))) {
        digits++;
      }
      masked.append(sql, at, digits);
      at = digits;
    } else if (charAt(end) == '$') {
      String tag = sql.substring(at, end + 1);
      int close = sql.indexOf(tag, end + 1);
      if (close < 0 || dialect != Quoting.POSTGRESQL) {
        rest();
      } else {
        masked.append('?');
        at = close + tag.length();
      }
    } else {
      symbol();
    }
  }

  /** {@code ?}, or {@code ?1}. */
  private void placeholder() {
    masked.append('?');
    at++;
    if (charAt(at - 2 < 0 ? sql.length() : at - 2) != '?') {
      while (isDigit(charAt(at))) {
        masked.append(sql.charAt(at++));
      }
    }
  }

  private void number() {
    char previous = '\0';
    while (at < sql.length()) {
      char c = sql.charAt(at);
      boolean exponent = (c == '+' || c == '-') && (previous == 'e' || previous == 'E');
      if (!isPartOfWord(c) && c != '.' && !(exponent && isDigit(charAt(at + 1)))) {
        break;
      }
      previous = c;
      at++;
    }
    masked.append('?');
  }

  private void word() {
    int from = at;
    while (at < sql.length() && (isPartOfWord(charAt(at)) || isOddPartOfWord(charAt(at)))) {
      at++;
    }
    if (charAt(at) == '&' && charAt(at + 1) == '\'') {
      at++;
    }
    String word = sql.substring(from, at).toLowerCase(Locale.ROOT);
    if (charAt(at) != '\'') {
      masked.append(sql, from, at);
    } else if (word.equals("q") || word.equals("nq")) {
      oracleQuote(from);
    } else if (PREFIXES.contains(word)) {
      string(word.equals("e") && dialect == Quoting.POSTGRESQL);
    } else {
      // A type or a character set, as in date'2026-01-01'.
      masked.append(sql, from, at);
    }
  }

  private boolean isOddPartOfWord(char c) {
    // In MySQL this begins a comment.
    return c == '$' || c == '#' && dialect != Quoting.MYSQL && dialect != Quoting.OTHER;
  }

  private void oracleQuote(int from) {
    if (dialect != Quoting.ORACLE || at + 1 >= sql.length()) {
      at = from;
      rest();
      return;
    }
    char open = sql.charAt(at + 1);
    char close =
        switch (open) {
          case '[' -> ']';
          case '(' -> ')';
          case '{' -> '}';
          case '<' -> '>';
          default -> open;
        };
    int end = sql.indexOf(close + "'", at + 2);
    if (end < 0) {
      rest();
    } else {
      masked.append('?');
      at = end + 2;
    }
  }
}
