package io.racetrace.access.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** What is known so far of a statement's access of a table. */
final class Draft {

  TableAccess.Verb verb;
  final String table;
  final String simpleName;
  String alias;
  List<SortedMap<String, Operand>> where = List.of();
  final List<SortedMap<String, Operand>> rows = new ArrayList<>();
  final SortedSet<String> conflict = new TreeSet<>();
  final SortedMap<String, Operand> assigned = new TreeMap<>();
  final SortedSet<String> compared = new TreeSet<>();
  final SortedSet<String> selected = new TreeSet<>();
  final Set<String> locks = new TreeSet<>();
  boolean keepsExisting;

  Draft(TableAccess.Verb verb, List<String> name) {
    this.verb = verb;
    this.table = String.join(".", name);
    this.simpleName = name.get(name.size() - 1);
    this.alias = "";
  }

  /** Whether a column that is qualified so is one of this table. */
  boolean isCalled(String qualifier) {
    return alias.isEmpty()
        ? qualifier.equals(simpleName) || qualifier.equals(table)
        : qualifier.equals(alias);
  }

  TableAccess access() {
    where.forEach(row -> compared.removeAll(row.keySet()));
    if (selected.contains("*")) {
      selected.retainAll(Set.of("*"));
    }
    return new TableAccess(
        verb, table, where, rows, conflict, assigned, compared, selected, locks, keepsExisting);
  }
}
