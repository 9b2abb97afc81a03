package io.racetrace.access.sql;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a statement does to one table.
 *
 * @param table with its schema where the text has one
 * @param where the rows that it can touch: alternatives, each of which says which columns equal
 *     what; empty where nothing pins the rows down
 * @param rows of an insert: the columns of each new row, as far as the text has them
 * @param conflict the columns on which an insert meets the row that is already there
 * @param assigned columns that are set; of an {@link Verb#UPSERT}, in the row that is there
 * @param compared columns that further conditions look at
 * @param selected columns that are read; {@code *} for all of them
 * @param locks what is asked for: {@code update}, {@code no-key-update}, {@code share}, {@code
 *     key-share}, and {@code nowait}, {@code skip-locked}, {@code wait}; of a table that is locked,
 *     the mode
 * @param keepsExisting whether an insert leaves a row that is already there as it is
 */
public record TableAccess(
    Verb verb,
    String table,
    List<SortedMap<String, Operand>> where,
    List<SortedMap<String, Operand>> rows,
    SortedSet<String> conflict,
    SortedMap<String, Operand> assigned,
    SortedSet<String> compared,
    SortedSet<String> selected,
    Set<String> locks,
    boolean keepsExisting) {

  /** What is done. */
  public enum Verb {
    SELECT,
    INSERT,
    UPDATE,
    DELETE,
    /** An insert that changes the row where it is already there. */
    UPSERT,
    MERGE,
    TRUNCATE,
    LOCK_TABLE;

    /** Whether rows are changed. */
    public boolean isWrite() {
      return this != SELECT && this != LOCK_TABLE;
    }
  }

  /** Copies the collections. */
  public TableAccess {
    where = where.stream().map(TableAccess::copy).toList();
    rows = rows.stream().map(TableAccess::copy).toList();
    conflict = Collections.unmodifiableSortedSet(new TreeSet<>(conflict));
    assigned = copy(assigned);
    compared = Collections.unmodifiableSortedSet(new TreeSet<>(compared));
    selected = Collections.unmodifiableSortedSet(new TreeSet<>(selected));
    locks = Collections.unmodifiableSet(new TreeSet<>(locks));
  }

  /** Only that the table is touched, not which rows of it. */
  public static TableAccess bare(Verb verb, String table) {
    return new TableAccess(
        verb,
        table,
        List.of(),
        List.of(),
        new TreeSet<>(),
        new TreeMap<>(),
        new TreeSet<>(),
        new TreeSet<>(),
        Set.of(),
        false);
  }

  /**
   * That the whole table is locked.
   *
   * @param mode in the store's words, in lower case
   */
  static TableAccess lock(String table, String mode) {
    return new TableAccess(
        Verb.LOCK_TABLE,
        table,
        List.of(),
        List.of(),
        new TreeSet<>(),
        new TreeMap<>(),
        new TreeSet<>(),
        new TreeSet<>(),
        Set.of(mode),
        false);
  }

  /** Whether rows stay locked until the transaction ends, as with FOR UPDATE. */
  public boolean locksRows() {
    return !locks.isEmpty();
  }

  private static SortedMap<String, Operand> copy(Map<String, Operand> map) {
    return Collections.unmodifiableSortedMap(new TreeMap<>(map));
  }
}
