package io.racetrace.access.touch;

import io.racetrace.access.sql.SqlStatement;
import io.racetrace.access.sql.TableAccess;
import io.racetrace.access.sql.TableAccess.Verb;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The query inside {@code SELECT EXISTS (...)}, or inside the condition of {@code INSERT ... SELECT
 * ... WHERE NOT EXISTS (...)}.
 *
 * @param before the text before it
 * @param isCondition whether the outer statement inserts only if the query finds nothing
 */
record InnerQuery(String before, String text, boolean isCondition) {

  private static final Pattern ASKS =
      Pattern.compile(
          "\\s*select\\s+(case\\s+when\\s+)?(not\\s+)?exists\\s*\\(", Pattern.CASE_INSENSITIVE);
  private static final Pattern INSERTS =
      Pattern.compile("\\swhere\\s+not\\s+exists\\s*\\(", Pattern.CASE_INSENSITIVE);

  static @Nullable InnerQuery of(SqlStatement statement, String whole) {
    if (!isAnyBare(statement)) {
      return null;
    }
    String shape = statement.shape();
    boolean inserts = shape.regionMatches(true, 0, "insert", 0, 6);
    if (!inserts && !shape.regionMatches(true, 0, "select", 0, 6)
        || !shape.toLowerCase(Locale.ROOT).contains("exists")) {
      return null;
    }
    Matcher opening = (inserts ? INSERTS : ASKS).matcher(whole);
    boolean found = inserts ? opening.find() : opening.lookingAt();
    int end = found ? closing(whole, opening.end()) : -1;
    // A question mark in a string or an operator would shift the parameters.
    int marks = questionMarks(whole);
    return end < 0 || marks > 0 && marks != statement.placeholders()
        ? null
        : new InnerQuery(
            whole.substring(0, opening.end()), whole.substring(opening.end(), end), inserts);
  }

  private static boolean isAnyBare(SqlStatement statement) {
    for (TableAccess access : statement.accesses()) {
      if (isBare(access)) {
        return true;
      }
    }
    return false;
  }

  /** What stands inside another statement is told without its conditions. */
  private static boolean isBare(TableAccess access) {
    return access.verb() == Verb.SELECT && access.where().isEmpty() && access.selected().isEmpty();
  }

  /** Where the parenthesis closes that is open at a place; -1 if it does not. */
  private static int closing(String text, int from) {
    int depth = 1;
    char quote = 0;
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quote != 0) {
        quote = c == quote ? 0 : quote;
      } else if (c == '\'' || c == '"' || c == '`') {
        quote = c;
      } else if (c == '(') {
        depth++;
      } else if (c == ')' && --depth == 0) {
        return i;
      }
    }
    return -1;
  }

  private static int questionMarks(String text) {
    return (int) text.chars().filter(c -> c == '?').count();
  }

  /** How many placeholders without a number stand before it. */
  int placeholdersBefore() {
    return questionMarks(before);
  }
}
