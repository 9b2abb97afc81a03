package io.racetrace.access.touch;

import io.racetrace.trace.Span;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A statement that says in which schema the tables are that later ones name without one.
 *
 * @param schema null for the usual one
 */
public record SchemaChoice(@Nullable String schema) {

  private static final int LONGEST = 300;

  private static final String NAME = "['\"]?([\\w$-]+)['\"]?";

  private static final Pattern SET =
      Pattern.compile(
          "set\\s+(?:session\\s+|local\\s+)?search_path\\s*(?:=|\\bto\\b)\\s*(.+)"
              + "|select\\s+(?:pg_catalog\\.)?set_config\\(\\s*'search_path'\\s*,\\s*'([^']*)'.*"
              + "|set\\s+(?:current\\s+)?schema\\s*=?\\s*(.+)"
              + "|alter\\s+session\\s+set\\s+current_schema\\s*=\\s*(.+)"
              + "|(reset)\\s+(?:search_path|all)",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  private static final Pattern FIRST = Pattern.compile(NAME + "\\s*(?:[,;].*)?", Pattern.DOTALL);

  /** Null where the span's statement chooses none. */
  public static @Nullable SchemaChoice of(Span span) {
    Matcher set = set(span);
    return set == null ? null : new SchemaChoice(schema(set));
  }

  private static @Nullable Matcher set(Span span) {
    String text = DatabaseSpan.text(span);
    if (text.isEmpty() || text.length() > LONGEST || !mayBe(text) || !DatabaseSpan.isSql(span)) {
      return null;
    }
    Matcher set = SET.matcher(text.strip());
    return set.matches() ? set : null;
  }

  /** Every statement is asked, and hardly any one does. */
  private static boolean mayBe(String text) {
    char first = Character.toLowerCase(text.charAt(0));
    if (first != 's' && first != 'a' && first != 'r' && !Character.isWhitespace(first)) {
      return false;
    }
    String lower = text.toLowerCase(Locale.ROOT);
    return lower.contains("search_path") || lower.contains("schema") || lower.contains("reset");
  }

  private static @Nullable String schema(Matcher set) {
    for (int group = 1; group <= 4; group++) {
      if (set.group(group) != null) {
        // What follows is only looked in where the first one has no such table.
        String names = set.group(group).strip().replaceFirst("(?i)^\"?\\$user\"?\\s*,\\s*", "");
        Matcher first = FIRST.matcher(names);
        return first.matches() ? usual(first.group(1).toLowerCase(Locale.ROOT)) : null;
      }
    }
    return null;
  }

  private static @Nullable String usual(String schema) {
    return schema.equals("public") || schema.equals("dbo") || schema.equals("default")
        ? null
        : schema;
  }
}
