package io.racetrace.cli;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A page whose commands name the record of a finding, and not that of the page's example: what was
 * found at night is then copied, and not typed.
 *
 * @param type of the record, like {@code postgresql/shop/loyalty_account}
 * @param key of the record, as the finding has it
 */
record FilledPage(String type, String key) {

  private static final Pattern HOLE = Pattern.compile("\\{}");

  /**
   * @param text of the page
   * @param example what the page's commands name
   */
  static String fill(String text, FilledPage example, FilledPage found) {
    String filled = text;
    filled = replace(filled, example.type, found.type);
    if (!example.key.isEmpty() && !found.key.isEmpty()) {
      filled = replace(filled, example.storeKey(), found.storeKey());
      filled = replace(filled, example.key, found.key);
      filled = replace(filled, example.value(), found.value());
    }
    // A table or a database is meant where it stands in code, and not in the text around it.
    filled = replace(filled, "'" + example.database() + "'", "'" + found.database() + "'");
    return example.table().equals(found.table())
        ? filled
        : replace(filled, example.table(), found.table());
  }

  /** As the store spells it: the holes of the type, filled with the parts of the key. */
  private String storeKey() {
    if (!type.contains("{}")) {
      return key;
    }
    String[] parts = key.split(",", -1);
    int[] next = new int[1];
    return HOLE.matcher(table())
        .replaceAll(
            hole ->
                Matcher.quoteReplacement(next[0] < parts.length ? parts[next[0]++] : hole.group()));
  }

  /** What a row was looked for by, without the column: {@code email = x} is x. */
  private String value() {
    int equals = key.indexOf(" = ");
    return equals < 0 ? key : key.substring(equals + 3);
  }

  private String database() {
    String[] parts = type.split("/", 3);
    return parts.length == 3 ? parts[1] : "";
  }

  private String table() {
    return type.substring(type.lastIndexOf('/') + 1).replace("public.", "");
  }

  /** Whole words only: 42 is not part of 42501. */
  private static String replace(String text, String old, String now) {
    if (old.isEmpty() || old.equals(now)) {
      return text;
    }
    boolean startsWithWord = Character.isLetterOrDigit(old.charAt(0));
    return Pattern.compile(
            (startsWithWord ? "(?<![\\w.-])" : "")
                + Pattern.quote(old)
                + (startsWithWord ? "(?![\\w-])" : ""))
        .matcher(text)
        .replaceAll(Matcher.quoteReplacement(now));
  }
}
