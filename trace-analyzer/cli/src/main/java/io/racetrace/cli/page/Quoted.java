package io.racetrace.cli.page;

import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A value as it is written where somebody else reads it, so that it stays one value there: whatever
 * a record's key holds, it ends no quotes and begins no command. Keys come from outside.
 */
final class Quoted {

  private static final Pattern PLAIN_WORD = Pattern.compile("[A-Za-z0-9_@%+:,./-]+");
  private static final Pattern PLAIN_NAME = Pattern.compile("[a-z_][a-z0-9_]*");
  private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9][0-9]{0,30})(\\.[0-9]{1,30})?");

  private Quoted() {}

  /**
   * Whether it can be shown and pasted as it is: a line break would end a command, and what a
   * terminal acts on, or what turns text around, would show something else than is pasted.
   */
  static boolean isPossible(String value) {
    return value
        .codePoints()
        .noneMatch(
            point ->
                switch (Character.getType(point)) {
                  case Character.CONTROL,
                      Character.FORMAT,
                      Character.SURROGATE,
                      Character.LINE_SEPARATOR,
                      Character.PARAGRAPH_SEPARATOR,
                      Character.UNASSIGNED ->
                      true;
                  default -> false;
                });
  }

  /** A word of the shell, or a part of one. */
  static String shellWord(String value) {
    return PLAIN_WORD.matcher(value).matches() ? value : "'" + inSingleQuotes(value) + "'";
  }

  /** Within single quotes of the shell. */
  static String inSingleQuotes(String value) {
    return value.replace("'", "'\\''");
  }

  /** Within double quotes of the shell, which are left for it: they keep {@code !} from nothing. */
  static String inDoubleQuotes(String value) {
    return PLAIN_WORD.matcher(value).matches() ? value : "\"" + shellWord(value) + "\"";
  }

  /** Within a string of JSON, or of jq: a backslash is doubled, so none begins an expression. */
  static String inJson(String value) {
    return value.replace("\\", "\\\\").replace("\"", "\\\"");
  }

  /**
   * A text of SQL. Where it has a backslash, the form is one in which every database doubles them;
   * MySQL does not know that form and refuses it, but sees the same end of the text.
   */
  static String sqlText(String value) {
    return value.contains("\\")
        ? "E'" + inSqlText(value).replace("\\", "\\\\") + "'"
        : "'" + inSqlText(value) + "'";
  }

  /** Within a text of SQL; the value has no backslash. */
  static String inSqlText(String value) {
    return value.replace("'", "''");
  }

  /** What a column is compared with. */
  static String sqlValue(String value) {
    return NUMBER.matcher(value).matches() ? value : sqlText(value);
  }

  /** A table, with its schema if it has one. */
  static String sqlName(String name) {
    return Arrays.stream(name.split("\\.", -1))
        .map(part -> PLAIN_NAME.matcher(part).matches() ? part : sqlQuotedName(part))
        .collect(Collectors.joining("."));
  }

  /** A name in double quotes. */
  static String sqlQuotedName(String part) {
    return "\"" + part.replace("\"", "\"\"") + "\"";
  }
}
