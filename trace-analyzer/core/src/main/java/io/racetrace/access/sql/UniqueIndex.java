package io.racetrace.access.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * {@code CREATE UNIQUE INDEX}, where it is over all rows and over plain columns: it refuses a
 * second row just as a constraint does. A partial one lets some in, and one over {@code
 * lower(email)} refuses by another equality than the one that statements ask with.
 */
record UniqueIndex(String name, String table, SortedSet<String> columns) {

  private static final Set<String> KINDS =
      Words.of("clustered nonclustered fulltext spatial bitmap online offline");

  /** Whether the statement from here on makes one. */
  static boolean begins(Cursor from) {
    Cursor at = from.copy();
    if (!at.takeIf("create") || !at.takeIf("unique")) {
      return false;
    }
    while (at.peek().isWordOf(KINDS)) {
      at.take();
    }
    return at.is("index");
  }

  /** What it says; null where it is none that refuses every second row. */
  static @Nullable UniqueIndex of(Cursor from) {
    Cursor at = from.copy();
    at.until(Set.of("index"));
    at.take();
    at.takeIf("concurrently");
    at.takeIf("if", "not", "exists");
    String name = at.is("on") ? "" : SchemaReader.name(at);
    at.until(Set.of("on"));
    if (name == null || !at.takeIf("on")) {
      return null;
    }
    at.takeIf("only");
    String table = SchemaReader.name(at);
    if (at.takeIf("using")) {
      at.take();
    }
    if (table == null || !at.is("(") || at.closing() < 0) {
      return null;
    }
    SortedSet<String> columns = new TreeSet<>();
    for (Cursor part : at.group().list()) {
      List<String> column = part.name();
      boolean plain = column.size() == 1 && !part.is("(") && !part.is("collate");
      if (!plain) {
        return null;
      }
      columns.add(column.get(0));
    }
    at.until(Set.of("where"));
    // Without a name it can't be dropped by one either.
    String called = name.isEmpty() ? table + columns : simple(name);
    return at.atEnd() && !columns.isEmpty() ? new UniqueIndex(called, table, columns) : null;
  }

  static boolean isDropped(Cursor at) {
    return at.is("drop", "index");
  }

  /** The names of those that the statement drops, whatever kind of index they are. */
  static List<String> dropped(Cursor from) {
    Cursor at = from.copy();
    at.take();
    at.take();
    at.takeIf("concurrently");
    at.takeIf("if", "exists");
    List<String> names = new ArrayList<>();
    for (Cursor part : at.list()) {
      String name = SchemaReader.name(part);
      if (name != null) {
        names.add(simple(name));
      }
    }
    return names;
  }

  private static String simple(String name) {
    return name.substring(name.lastIndexOf('.') + 1);
  }
}
