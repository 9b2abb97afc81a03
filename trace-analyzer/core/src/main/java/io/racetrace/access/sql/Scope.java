package io.racetrace.access.sql;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The tables whose columns a statement's conditions may name. */
final class Scope {

  private final List<Draft> tables = new ArrayList<>();
  private int otherSources;

  /** A column of one of the tables. */
  record Column(Draft table, String name) {}

  void add(Draft table) {
    tables.add(table);
  }

  /** A derived table or a function, whose columns are nobody's here. */
  void addOther() {
    otherSources++;
  }

  List<Draft> tables() {
    return tables;
  }

  /** The table that is called so; null if there is none. */
  @Nullable Draft called(String qualifier) {
    for (Draft table : tables) {
      if (table.isCalled(qualifier)) {
        return table;
      }
    }
    return null;
  }

  /** Whose column this is; null if that is not sure. */
  @Nullable Column column(List<String> name) {
    if (name.isEmpty()) {
      return null;
    }
    String column = name.get(name.size() - 1);
    if (name.size() == 1) {
      return tables.size() == 1 && otherSources == 0 ? new Column(tables.get(0), column) : null;
    }
    Draft table = called(String.join(".", name.subList(0, name.size() - 1)));
    if (table == null) {
      table = called(name.get(name.size() - 2));
    }
    return table == null ? null : new Column(table, column);
  }
}
