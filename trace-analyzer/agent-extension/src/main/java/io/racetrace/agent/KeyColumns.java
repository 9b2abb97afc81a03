package io.racetrace.agent;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Which columns of a table tell its rows apart: as the user says, else by their names. */
final class KeyColumns {

  private final Map<String, List<String>> named;

  private KeyColumns(Map<String, List<String>> named) {
    this.named = named;
  }

  /**
   * @param text {@code table=column,column;schema.table=column}
   * @throws IllegalArgumentException if it is not of that form
   */
  static KeyColumns of(String text) {
    Map<String, List<String>> named = new LinkedHashMap<>();
    for (String entry : text.split(";", -1)) {
      if (entry.isBlank()) {
        continue;
      }
      String[] sides = entry.split("=", -1);
      List<String> columns =
          sides.length == 2
              ? Arrays.stream(sides[1].split(",", -1)).map(KeyColumns::name).sorted().toList()
              : List.of();
      if (columns.isEmpty() || columns.contains("") || name(sides[0]).isEmpty()) {
        throw new IllegalArgumentException("not table=column,column: " + entry.strip());
      }
      named.put(name(sides[0]), columns);
    }
    return new KeyColumns(named);
  }

  private static String name(String text) {
    return text.strip().toLowerCase(Locale.ROOT);
  }

  /** Whether the user named the key of this table. */
  boolean isNamed(String table) {
    return columnsNamed(table) != null;
  }

  /**
   * The key's columns, in the order of their names; empty where it can't be told.
   *
   * @param table as in the statement, perhaps with its schema
   * @param pinned the columns that the statement compares with a single value
   */
  List<String> of(String table, Set<String> pinned) {
    List<String> columns = columnsNamed(table);
    if (columns != null) {
      return pinned.containsAll(columns) ? columns : List.of();
    }
    if (pinned.contains("id")) {
      return List.of("id");
    }
    return names(table)
        .map(name -> name + "_id")
        .filter(pinned::contains)
        .findFirst()
        .map(List::of)
        .orElse(List.of());
  }

  private @Nullable List<String> columnsNamed(String table) {
    List<String> columns = named.get(table);
    return columns != null ? columns : named.get(simple(table));
  }

  private static String simple(String table) {
    return table.substring(table.lastIndexOf('.') + 1);
  }

  /** The table's name, and what it may be the plural of. */
  private static Stream<String> names(String table) {
    String simple = simple(table);
    Stream.Builder<String> names = Stream.builder();
    names.add(simple);
    for (String[] ending : new String[][] {{"ies", "y"}, {"es", ""}, {"s", ""}}) {
      if (simple.endsWith(ending[0])) {
        names.add(simple.substring(0, simple.length() - ending[0].length()) + ending[1]);
      }
    }
    return names.build();
  }
}
