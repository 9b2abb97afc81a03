package io.racetrace.access.sql;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What definitions have said of one table so far. */
final class TableDefinition {

  /** The name that an unnamed primary key has where a store does not make one up. */
  private static final String PRIMARY = "primary";

  private final String simpleName;
  private @Nullable SortedSet<String> primary;
  private String primaryName;
  private boolean primaryIsNamed;
  private final Map<String, SortedSet<String>> uniques = new TreeMap<>();
  private final Map<String, SortedSet<String>> indexes = new TreeMap<>();
  private final Set<String> notNull = new HashSet<>();

  TableDefinition(String name) {
    simpleName = name.substring(name.lastIndexOf('.') + 1);
    primaryName = simpleName + "_pkey";
  }

  /** This one's keys under another name. */
  TableDefinition copy(String name) {
    TableDefinition copy = new TableDefinition(name);
    copy.primary = primary == null ? null : new TreeSet<>(primary);
    copy.uniques.putAll(uniques);
    copy.indexes.putAll(indexes);
    copy.notNull.addAll(notNull);
    return copy;
  }

  String simpleName() {
    return simpleName;
  }

  void primary(@Nullable String name, SortedSet<String> columns) {
    primary = columns;
    primaryIsNamed = name != null;
    primaryName = name == null ? simpleName + "_pkey" : name;
  }

  void unique(@Nullable String name, SortedSet<String> columns) {
    String madeUp = simpleName + "_" + String.join("_", columns) + "_key";
    uniques.put(name == null ? madeUp : name, columns);
  }

  /** A unique index over all rows: it names no key, but lets no second row in. */
  void index(String name, SortedSet<String> columns) {
    indexes.put(name, columns);
  }

  void dropIndex(String name) {
    indexes.remove(name);
    uniques.remove(name);
  }

  /** The columns of everything that lets no two rows be equal in them, but the primary key. */
  Set<SortedSet<String>> uniques() {
    Set<SortedSet<String>> all = new HashSet<>(uniques.values());
    all.addAll(indexes.values());
    return all;
  }

  void setNotNull(String column, boolean isNotNull) {
    if (isNotNull) {
      notNull.add(column);
    } else {
      notNull.remove(column);
    }
  }

  void dropPrimary() {
    primary = null;
  }

  void dropConstraint(String name) {
    uniques.remove(name);
    indexes.remove(name);
    // SQL Server makes names up: PK__orders__3213E83F.
    boolean madeUp = !primaryIsNamed && (name.startsWith("pk_") || name.equals(PRIMARY));
    if (name.equals(primaryName) || name.equals(PRIMARY) || madeUp) {
      dropPrimary();
    }
  }

  void dropUnique(SortedSet<String> columns) {
    uniques.values().removeIf(unique -> unique.equals(columns));
    indexes.values().removeIf(unique -> unique.equals(columns));
  }

  /** A key that loses a column may be narrowed or gone: stores differ. */
  void dropColumn(String column) {
    if (primary != null && primary.contains(column)) {
      dropPrimary();
    }
    uniques.values().removeIf(columns -> columns.contains(column));
    indexes.values().removeIf(columns -> columns.contains(column));
  }

  void renameColumn(String column, String name) {
    if (primary != null) {
      primary = renamed(primary, column, name);
    }
    uniques.replaceAll((constraint, columns) -> renamed(columns, column, name));
    indexes.replaceAll((index, columns) -> renamed(columns, column, name));
    if (notNull.remove(column)) {
      notNull.add(name);
    }
  }

  void renameConstraint(String from, String to) {
    if (from.equals(primaryName)) {
      primaryName = to;
      primaryIsNamed = true;
    }
    SortedSet<String> columns = uniques.remove(from);
    if (columns != null) {
      uniques.put(to, columns);
    }
  }

  /** The key columns; empty where none, or more than one choice of them, is known. */
  SortedSet<String> key() {
    if (primary != null) {
      return primary;
    }
    List<SortedSet<String>> candidates = new ArrayList<>(new HashSet<>(uniques.values()));
    candidates.removeIf(columns -> !notNull.containsAll(columns));
    return candidates.size() == 1 ? candidates.get(0) : new TreeSet<>();
  }

  private static SortedSet<String> renamed(SortedSet<String> columns, String column, String name) {
    SortedSet<String> renamed = new TreeSet<>(columns);
    if (renamed.remove(column)) {
      renamed.add(name);
    }
    return renamed;
  }
}
