package io.racetrace.access.sql;

/**
 * One token of a statement.
 *
 * @param text words that are not quoted in lower case; quoted names and strings without their
 *     quotes; a placeholder as its index
 */
record SqlToken(Kind kind, String text) {

  enum Kind {
    WORD,
    STRING,
    NUMBER,
    PLACEHOLDER,
    SYMBOL
  }

  boolean is(String wordOrSymbol) {
    return (kind == Kind.WORD || kind == Kind.SYMBOL) && text.equals(wordOrSymbol);
  }

  /** The text as it appears in a statement's shape: values become a question mark. */
  String shape() {
    return switch (kind) {
      case WORD, SYMBOL -> text;
      case STRING, NUMBER, PLACEHOLDER -> "?";
    };
  }
}
