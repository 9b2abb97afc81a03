package io.racetrace.cli.page;

/**
 * What stands in a page's commands for something of a finding.
 *
 * @param example as the page has it
 * @param value of the finding, in its place
 */
record Hole(Kind kind, String example, String value) {

  /** What it is, which decides where it may land. */
  enum Kind {
    /** A record type as reports have it, a key: text. */
    TEXT,
    TABLE,
    /** Only where a whole text is one. */
    DATABASE
  }

  /** Whether the example stands here as a word of its own: 42 is not part of 42501. */
  boolean isAt(String text, int at) {
    if (!text.startsWith(example, at)) {
      return false;
    }
    if (!Character.isLetterOrDigit(example.charAt(0))) {
      return true;
    }
    int end = at + example.length();
    return (at == 0 || !isWord(text.charAt(at - 1)) && text.charAt(at - 1) != '.')
        && (end == text.length() || !isWord(text.charAt(end)));
  }

  private static boolean isWord(char c) {
    return Character.isLetterOrDigit(c) || c == '_' || c == '-';
  }
}
