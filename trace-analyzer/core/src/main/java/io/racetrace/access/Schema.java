package io.racetrace.access;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which columns identify the rows of tables, as the store's own definitions say.
 *
 * @param keys the key columns by table; names as statements write them, in lower case unless
 *     quoted, with the schema or without; none for a table of which they are not known
 * @param uniques the columns of each further constraint by table that lets no two rows have the
 *     same values in them
 */
public record Schema(
    Map<String, SortedSet<String>> keys, Map<String, Set<SortedSet<String>>> uniques) {

  /** Nothing is known. */
  public static final Schema NONE = new Schema(Map.of());

  public Schema(Map<String, SortedSet<String>> keys) {
    this(keys, Map.of());
  }

  /** Copies the maps. */
  public Schema {
    Map<String, Set<SortedSet<String>>> copies = new HashMap<>();
    uniques.forEach(
        (table, sets) -> {
          if (!sets.isEmpty()) {
            copies.put(table, Set.copyOf(sets));
          }
        });
    uniques = Map.copyOf(copies);
    Map<String, SortedSet<String>> copy = new HashMap<>();
    keys.forEach((table, columns) -> copy.put(table, new TreeSet<>(columns)));
    keys = Map.copyOf(copy);
  }

  /**
   * The key columns of a table; null if they are unknown, or if there are several tables of this
   * name, with other keys, and the statement does not say which.
   */
  public @Nullable SortedSet<String> key(String table) {
    SortedSet<String> known = keys.get(table);
    if (known != null && table.indexOf('.') >= 0) {
      return known.isEmpty() ? null : known;
    }
    Set<SortedSet<String>> found = new HashSet<>();
    for (Map.Entry<String, SortedSet<String>> entry : keys.entrySet()) {
      if (isSame(entry.getKey(), table)) {
        found.add(entry.getValue());
      }
    }
    SortedSet<String> only = found.size() == 1 ? found.iterator().next() : new TreeSet<>();
    return only.isEmpty() ? null : only;
  }

  /** Whether no two rows of a table can have the same values in these columns. */
  public boolean isUnique(String table, Set<String> columns) {
    SortedSet<String> key = key(table);
    return key != null && columns.containsAll(key) || isConstrained(table, columns);
  }

  /** Whether each table that may be meant has such a constraint. */
  private boolean isConstrained(String table, Set<String> columns) {
    Set<SortedSet<String>> exactly = uniques.get(table);
    if (exactly != null && table.indexOf('.') >= 0) {
      return isConstrained(exactly, columns);
    }
    Set<String> meant = new HashSet<>(keys.keySet());
    meant.addAll(uniques.keySet());
    meant.removeIf(defined -> !isSame(defined, table));
    return !meant.isEmpty()
        && meant.stream()
            .allMatch(defined -> isConstrained(uniques.getOrDefault(defined, Set.of()), columns));
  }

  private static boolean isConstrained(Set<SortedSet<String>> sets, Set<String> columns) {
    return sets.stream().anyMatch(set -> !set.isEmpty() && columns.containsAll(set));
  }

  /** Whether the names are the same, or one is the other with what qualifies it. */
  private static boolean isSame(String defined, String used) {
    return defined.equals(used) || defined.endsWith("." + used) || used.endsWith("." + defined);
  }
}
