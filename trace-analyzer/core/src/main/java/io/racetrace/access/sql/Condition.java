package io.racetrace.access.sql;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * What a condition says of rows.
 *
 * @param pinned for each table the alternatives that its rows must equal
 * @param mentioned columns that the condition looks at in any other way
 */
record Condition(Map<Draft, List<SortedMap<String, Operand>>> pinned, Set<Scope.Column> mentioned) {

  private static final int MOST_ALTERNATIVES = 100;

  /** Says nothing. */
  static Condition none() {
    return new Condition(new IdentityHashMap<>(), new HashSet<>());
  }

  static Condition pins(Draft table, List<SortedMap<String, Operand>> alternatives) {
    Condition condition = none();
    if (alternatives.size() > MOST_ALTERNATIVES) {
      alternatives.forEach(
          row ->
              row.keySet()
                  .forEach(column -> condition.mentioned.add(new Scope.Column(table, column))));
    } else {
      condition.pinned.put(table, alternatives);
    }
    return condition;
  }

  /** The same columns, without what they equal. */
  Condition loosened() {
    Condition loose = none();
    loose.mentioned.addAll(mentioned);
    pinned.forEach(
        (table, rows) ->
            rows.forEach(
                row ->
                    row.keySet()
                        .forEach(column -> loose.mentioned.add(new Scope.Column(table, column)))));
    return loose;
  }

  Condition and(Condition other) {
    Condition both = none();
    both.mentioned.addAll(mentioned);
    both.mentioned.addAll(other.mentioned);
    both.pinned.putAll(pinned);
    other.pinned.forEach(
        (table, rows) -> {
          List<SortedMap<String, Operand>> mine = both.pinned.get(table);
          if (mine == null) {
            both.pinned.put(table, rows);
          } else if ((long) mine.size() * rows.size() <= MOST_ALTERNATIVES) {
            both.pinned.put(table, product(mine, rows));
          } else {
            both.pinned.remove(table);
            both.mentioned.addAll(pins(table, mine).loosened().mentioned);
            both.mentioned.addAll(pins(table, rows).loosened().mentioned);
          }
        });
    return both;
  }

  Condition or(Condition other) {
    boolean alternatives =
        mentioned.isEmpty()
            && other.mentioned.isEmpty()
            && pinned.size() == 1
            && pinned.keySet().equals(other.pinned.keySet());
    if (alternatives) {
      Draft table = pinned.keySet().iterator().next();
      Set<SortedMap<String, Operand>> rows =
          new LinkedHashSet<>(pinned.getOrDefault(table, List.of()));
      rows.addAll(other.pinned.getOrDefault(table, List.of()));
      if (rows.stream().map(row -> row.keySet()).distinct().count() == 1) {
        return pins(table, new ArrayList<>(rows));
      }
    }
    Condition either = loosened();
    either.mentioned.addAll(other.loosened().mentioned);
    return either;
  }

  private static List<SortedMap<String, Operand>> product(
      List<SortedMap<String, Operand>> left, List<SortedMap<String, Operand>> right) {
    String first = left.get(0).firstKey();
    String second = right.get(0).firstKey();
    boolean inOrder = first.compareTo(second) <= 0;
    List<SortedMap<String, Operand>> product = new ArrayList<>();
    for (SortedMap<String, Operand> outer : inOrder ? left : right) {
      for (SortedMap<String, Operand> inner : inOrder ? right : left) {
        // Where both pin one column, what comes first in the text stays.
        SortedMap<String, Operand> row = new TreeMap<>();
        row.putAll(inOrder ? inner : outer);
        row.putAll(inOrder ? outer : inner);
        product.add(row);
      }
    }
    return product;
  }

  /** Gives the tables what is known of them; pins only where that holds for this table. */
  void applyTo(Predicate<Draft> pins) {
    Condition loose = loosened();
    pinned.forEach(
        (table, rows) -> {
          if (pins.test(table)) {
            table.where = rows;
            loose.mentioned.removeIf(
                column -> column.table() == table && rows.get(0).containsKey(column.name()));
          }
        });
    loose.mentioned.forEach(column -> column.table().compared.add(column.name()));
  }
}
