package io.racetrace.cli.page;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A record that a page's commands are about.
 *
 * @param type such as {@code postgresql/shop/loyalty_account}
 * @param key as findings have it
 */
public record PageRecord(String type, String key) {

  private static final Pattern HOLE = Pattern.compile("\\{}");

  /** As the store spells it: the holes of the type, filled with the parts of the key. */
  String storeKey() {
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
  String value() {
    int equals = key.indexOf(" = ");
    return equals < 0 ? key : key.substring(equals + 3);
  }

  String database() {
    String[] parts = type.split("/", 3);
    return parts.length == 3 ? parts[1] : "";
  }

  String table() {
    String[] parts = type.split("/", 3);
    String last = parts[parts.length - 1];
    return last.startsWith("public.") ? last.substring("public.".length()) : last;
  }
}
