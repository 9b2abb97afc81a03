package io.racetrace.access.sql;

import java.util.Set;

/**
 * One token of a statement.
 *
 * @param text of a word in lower case; of a quoted name as its dialect compares it; of a bind
 *     parameter its index from 0, or its name; of a literal its place among the literals
 */
record SqlToken(Kind kind, String text) {

  enum Kind {
    WORD,
    QUOTED,
    STRING,
    /** A string that goes on with the one before it. */
    MORE_STRING,
    NUMBER,
    PLACEHOLDER,
    NAMED_PLACEHOLDER,
    SYMBOL
  }

  /** What stands behind the last token. */
  static final SqlToken END = new SqlToken(Kind.SYMBOL, "");

  boolean is(String wordOrSymbol) {
    return (kind == Kind.WORD || kind == Kind.SYMBOL) && text.equals(wordOrSymbol);
  }

  boolean isWordOf(Set<String> words) {
    return kind == Kind.WORD && words.contains(text);
  }

  boolean isName() {
    return kind == Kind.WORD || kind == Kind.QUOTED;
  }

  boolean isLiteral() {
    return kind == Kind.STRING || kind == Kind.NUMBER;
  }
}
