package io.racetrace.access.touch;

import io.racetrace.access.Columns;
import io.racetrace.access.RecordType;
import io.racetrace.access.sql.Operand;
import io.racetrace.access.sql.TableAccess;
import io.racetrace.access.sql.TableAccess.Verb;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * By which columns each table is asked for rows, where the answer can be changed by what else the
 * input does: only those predicates are worth a history. A predicate that most rows fulfil, such as
 * a status, is none of them.
 *
 * <p>What is learned does not depend on the order of the statements.
 */
final class WatchedColumns {

  /** Further sets of columns of one table are not watched. */
  private static final int MOST_SETS = 32;

  private static final int MOST_COLUMNS = 6;

  private static final Pattern SELECTIVE =
      Pattern.compile(
          "(.*_)?(id|uuid|guid|key|code|number|no|nr|sku|slug|e?mail|username|user_name|login|name"
              + "|phone|token|hash|seat|slot|iban|isbn|reference|ref|url|path|address|day|date)");

  private static final Pattern SHARED_BY_MANY =
      Pattern.compile("(tenant|organi[sz]ation|org|company|shop|store|site|region|country)_?id");

  private static final Pattern FLAG =
      Pattern.compile(
          "(is|has)_.*|(.*_)?(status|state|active|enabled|deleted|archived|visible|flag)");

  private static final Pattern LIMIT =
      Pattern.compile("(.*_)?(max|maximum|limit|cap|capacity|quota|allowed|available|total)(_.*)?");

  /** Columns whose values most rows share with many others. */
  private static final Pattern BROAD =
      Pattern.compile(
          "(.*_)?(type|kind|category|class|level|priority|role|group|lang|language|locale|currency"
              + "|country|region|source|channel|year|month|version|gender|title|city|amount|price"
              + "|quantity|qty)");

  private static final Pattern TOTAL =
      Pattern.compile("\\b(count|sum|max|min|avg|exists)\\s*\\(", Pattern.CASE_INSENSITIVE);

  /** Columns that are counted up to a limit, by their names. */
  private static final Pattern COUNTED =
      Pattern.compile(
          "(.*_)?(used|uses|usage|redeemed|redemptions|booked|reserved|taken|sold|spent|issued"
              + "|claimed|participants|attendees)(_count)?");

  private final Map<RecordType, Table> tables = new HashMap<>();
  private final KeyColumns keys;

  /** What statements do to one table. */
  private static final class Table {
    private final Map<SortedSet<String>, Set<String>> asked = new HashMap<>();
    private final Set<SortedSet<String>> inserted = new HashSet<>();
    private final Set<SortedSet<String>> totals = new HashSet<>();
    private final Set<List<SortedSet<String>>> moved = new HashSet<>();
    private final Map<SortedSet<String>, Set<Counting>> counting = new HashMap<>();
    private @Nullable Watched watched;
  }

  /** A column that is changed from what is there. */
  private record Counting(String column, boolean down) {}

  /**
   * What is watched of one table.
   *
   * @param asked the columns of predicates, by the columns that statements compare
   * @param answers the columns of predicates whose answer inserts change
   * @param limits columns that are looked at, and then changed from what is there, by the columns
   *     that both name the row by
   */
  record Watched(
      Map<SortedSet<String>, SortedSet<String>> asked,
      List<SortedSet<String>> answers,
      Map<SortedSet<String>, SortedSet<String>> limits) {}

  private static final Watched NOTHING = new Watched(Map.of(), List.of(), Map.of());

  /**
   * @param keys who has learned all that is learned here
   */
  WatchedColumns(KeyColumns keys) {
    this.keys = keys;
  }

  /**
   * @param statement its shape
   */
  void learn(RecordType type, TableAccess access, String statement) {
    boolean named = !access.where().isEmpty();
    if (access.rows().isEmpty() && !named) {
      return;
    }
    Table table = tables.computeIfAbsent(type, key -> new Table());
    table.watched = null;
    access.rows().forEach(row -> table.inserted.add(new TreeSet<>(row.keySet())));
    if (!named) {
      return;
    }
    SortedSet<String> where = new TreeSet<>(access.where().get(0).keySet());
    if (access.verb() == Verb.SELECT) {
      table.asked.computeIfAbsent(where, key -> new HashSet<>()).addAll(access.selected());
      if (TOTAL.matcher(statement).find()) {
        table.totals.add(where);
      }
    } else if (access.verb() == Verb.UPDATE) {
      SortedSet<String> set = new TreeSet<>(access.assigned().keySet());
      table.moved.add(List.of(where, set));
      access
          .assigned()
          .forEach(
              (column, operand) -> {
                if (operand instanceof Operand.Relative relative && Columns.isContested(column)) {
                  table
                      .counting
                      .computeIfAbsent(where, key -> new HashSet<>())
                      .add(new Counting(column, relative.minus()));
                }
              });
    }
  }

  /** Learns of a query whose rows are inserted where it finds none. */
  void learnInserted(RecordType type, TableAccess asked, boolean isCondition) {
    if (isCondition && !asked.where().isEmpty()) {
      Table table = tables.computeIfAbsent(type, key -> new Table());
      table.watched = null;
      table.inserted.add(new TreeSet<>(asked.where().get(0).keySet()));
    }
  }

  /** What is watched of a table; to be asked when all has been learned. */
  Watched of(RecordType type) {
    Table table = tables.get(type);
    if (table == null) {
      return NOTHING;
    }
    // Several threads ask; each finds the same.
    Watched known = table.watched;
    if (known == null) {
      known = watched(type, table);
      table.watched = known;
    }
    return known;
  }

  boolean isWatched(RecordType type) {
    Watched of = of(type);
    return !of.asked.isEmpty() || !of.limits.isEmpty();
  }

  private Watched watched(RecordType type, Table table) {
    Map<SortedSet<String>, SortedSet<String>> asked = new HashMap<>();
    SortedSet<SortedSet<String>> answers = ordered();
    Map<SortedSet<String>, SortedSet<String>> limits = new HashMap<>();
    SortedSet<SortedSet<String>> sets = ordered();
    sets.addAll(table.asked.keySet());
    for (SortedSet<String> set : sets) {
      if (set.size() > MOST_COLUMNS || answers.size() + limits.size() >= MOST_SETS) {
        continue;
      }
      SortedSet<String> predicate = predicate(type, table, set);
      if (predicate != null) {
        asked.put(set, predicate);
        answers.add(predicate);
      }
      SortedSet<String> limited = limited(table, set);
      if (!limited.isEmpty()) {
        limits.put(set, limited);
      }
    }
    return asked.isEmpty() && limits.isEmpty()
        ? NOTHING
        : new Watched(asked, new ArrayList<>(answers), limits);
  }

  private static SortedSet<SortedSet<String>> ordered() {
    return new TreeSet<>(
        (a, b) ->
            a.size() != b.size() ? a.size() - b.size() : a.toString().compareTo(b.toString()));
  }

  /** The columns of a set whose values tell which answers a write changes; null if none do. */
  private @Nullable SortedSet<String> predicate(
      RecordType type, Table table, SortedSet<String> set) {
    if (isChangeable(table, set)) {
      return isWorthIt(type, table, set) ? set : null;
    }
    SortedSet<String> coarser = new TreeSet<>(set);
    coarser.removeIf(column -> FLAG.matcher(column).matches());
    return coarser.size() < set.size()
            && isChangeable(table, coarser)
            && isWorthIt(type, table, coarser)
        ? Collections.unmodifiableSortedSet(coarser)
        : null;
  }

  private static boolean isChangeable(Table table, Set<String> set) {
    return table.inserted.stream().anyMatch(row -> row.containsAll(set))
        || table.moved.stream().anyMatch(change -> moves(change.get(0), change.get(1), set));
  }

  /** Whether a change can bring a row under a predicate, and says that it does. */
  static boolean moves(Set<String> where, Set<String> assigned, Set<String> predicate) {
    return predicate.stream().anyMatch(column -> assigned.contains(column))
        && predicate.stream()
            .allMatch(column -> assigned.contains(column) || where.contains(column));
  }

  /**
   * A predicate over the key is the record itself, and what most rows fulfil tells nothing. Whoever
   * asks for a total decides by it, whatever the columns are called, unless they are broad ones.
   */
  private boolean isWorthIt(RecordType type, Table table, Set<String> set) {
    KeyKnowledge known = keys.of(type);
    boolean isKey =
        KeyColumns.named(type, set) != null
            || known != null
                && known.how() == KeyKnowledge.How.SCHEMA
                && set.containsAll(known.columns());
    boolean isTotal = table.totals.contains(set);
    return !isKey && set.stream().anyMatch(column -> isSelective(column, isTotal));
  }

  private static boolean isSelective(String column, boolean isTotal) {
    boolean named =
        isTotal
            ? !FLAG.matcher(column).matches() && !BROAD.matcher(column).matches()
            : SELECTIVE.matcher(column).matches();
    return named && !SHARED_BY_MANY.matcher(column).matches();
  }

  private static SortedSet<String> limited(Table table, SortedSet<String> set) {
    Set<String> selected = table.asked.getOrDefault(set, Set.of());
    SortedSet<String> limited = new TreeSet<>();
    for (Counting counting : table.counting.getOrDefault(set, Set.of())) {
      boolean looksAtIt = selected.contains(counting.column) || selected.contains("*");
      boolean hasLimit =
          counting.down
              || COUNTED.matcher(counting.column).matches()
              || selected.stream()
                  .anyMatch(
                      column -> !column.equals(counting.column) && LIMIT.matcher(column).matches());
      if (looksAtIt && hasLimit) {
        limited.add(counting.column);
      }
    }
    return limited;
  }
}
