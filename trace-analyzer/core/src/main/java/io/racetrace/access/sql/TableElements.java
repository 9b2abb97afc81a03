package io.racetrace.access.sql;

import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads columns and constraints, where a table is made and where it is altered. */
final class TableElements {

  private static final Set<String> STARTS_CONSTRAINT =
      Set.of("constraint", "primary", "unique", "foreign", "check", "like");
  private static final Set<String> INDEXES = Set.of("key", "index");
  private static final Set<String> VERBS =
      Set.of("add", "drop", "rename", "alter", "modify", "change", "disable", "enable", "set");

  private final TableDefinition table;
  private final SqlDialect dialect;
  private @Nullable String newName;

  TableElements(TableDefinition table, SqlDialect dialect) {
    this.table = table;
    this.dialect = dialect;
  }

  /** What an alteration calls the table; null if it stays. */
  @Nullable String newName() {
    return newName;
  }

  /** Reads what stands in parentheses; false if a key is among it that is not understood. */
  boolean read(Cursor body) {
    boolean understood = true;
    for (Cursor element : body.list()) {
      understood &= element(element);
    }
    return understood;
  }

  /** Reads what stands behind the name in ALTER TABLE. */
  boolean alter(Cursor at) {
    boolean understood = true;
    boolean adds = false;
    for (Cursor action : at.list()) {
      if (!action.takeIf("with", "check")) {
        action.takeIf("with", "nocheck");
      }
      adds = action.is("add") || adds && !action.peek().isWordOf(VERBS);
      understood &= adds ? add(action) : change(action);
    }
    return understood;
  }

  private boolean add(Cursor at) {
    at.takeIf("add");
    at.takeIf("column");
    at.takeIf("if", "not", "exists");
    return at.is("(") ? read(at.group()) : element(at);
  }

  private boolean change(Cursor at) {
    if (at.takeIf("drop")) {
      return drop(at);
    }
    if (at.takeIf("rename")) {
      return rename(at);
    }
    if (at.takeIf("disable")) {
      if (at.is("primary", "key")) {
        table.dropPrimary();
      }
      return true;
    }
    if (at.takeIf("set", "schema")) {
      String schema = SchemaReader.name(at);
      newName = schema == null ? null : schema + "." + table.simpleName();
      return schema != null;
    }
    if (at.takeIf("alter")) {
      at.takeIf("column");
      return alterColumn(at);
    }
    if (at.takeIf("change")) {
      at.takeIf("column");
      String from = SchemaReader.name(at);
      String to = at.peek().isName() ? at.peek().text() : null;
      if (from == null || to == null) {
        return false;
      }
      table.renameColumn(from, to);
      return column(at);
    }
    if (at.takeIf("modify")) {
      at.takeIf("column");
      return at.is("(") ? read(at.group()) : column(at);
    }
    return true;
  }

  private boolean drop(Cursor at) {
    if (at.takeIf("primary", "key")) {
      table.dropPrimary();
      return true;
    }
    if (at.takeIf("unique")) {
      table.dropUnique(columns(at));
      return true;
    }
    boolean constraint = at.takeIf("constraint") || at.takeIf("index") || at.takeIf("key");
    if (!constraint) {
      at.takeIf("column");
    }
    at.takeIf("if", "exists");
    for (Cursor part : (at.is("(") ? at.group() : at).list()) {
      String name = SchemaReader.name(part);
      if (name == null) {
        return false;
      }
      if (constraint) {
        table.dropConstraint(name);
      } else {
        table.dropColumn(name);
      }
    }
    return true;
  }

  private boolean rename(Cursor at) {
    if (at.takeIf("to") || at.takeIf("as")) {
      newName = SchemaReader.name(at);
      return newName != null;
    }
    boolean constraint = at.takeIf("constraint") || at.takeIf("index") || at.takeIf("key");
    if (!constraint) {
      at.takeIf("column");
    }
    String from = SchemaReader.name(at);
    String to = at.takeIf("to") || at.takeIf("as") ? SchemaReader.name(at) : null;
    if (from == null || to == null) {
      return false;
    }
    if (constraint) {
      table.renameConstraint(from, to);
    } else {
      table.renameColumn(from, to);
    }
    return true;
  }

  private boolean alterColumn(Cursor at) {
    Cursor definition = at.copy();
    String column = SchemaReader.name(at);
    if (column == null) {
      return false;
    }
    if (at.takeIf("rename", "to")) {
      String to = SchemaReader.name(at);
      if (to != null) {
        table.renameColumn(column, to);
      }
      return to != null;
    }
    if (at.is("set", "not", "null") || at.is("drop", "not", "null")) {
      table.setNotNull(column, at.is("set"));
      return true;
    }
    // SQL Server gives the column's type again, and whether it may be NULL.
    return at.is("set") || at.is("drop") || at.is("type") || column(definition);
  }

  private boolean element(Cursor at) {
    String name = null;
    if (at.takeIf("constraint")) {
      at.takeIf("if", "not", "exists");
      if (!at.is("primary", "key") && !at.is("unique")) {
        name = SchemaReader.name(at);
      }
    }
    if (at.takeIf("primary", "key")) {
      return primary(name, at);
    }
    if (at.takeIf("unique")) {
      return unique(name, at);
    }
    boolean isColumn =
        at.peek().isName()
            && name == null
            && !at.peek().isWordOf(STARTS_CONSTRAINT)
            && !isIndex(at);
    return !isColumn || column(at);
  }

  /** KEY name (columns), and not a column that is called so: key varchar(10). */
  private boolean isIndex(Cursor from) {
    Cursor at = from.copy();
    if (at.takeIf("fulltext") || at.takeIf("spatial")) {
      return at.peek().isWordOf(INDEXES);
    }
    if (!at.peek().isWordOf(INDEXES)) {
      return false;
    }
    at.take();
    if (at.peek().isName()) {
      at.take();
    }
    return dialect == SqlDialect.MYSQL || at.is("(") && at.peek(1).isName();
  }

  private boolean primary(@Nullable String name, Cursor at) {
    SortedSet<String> columns = columns(at);
    if (columns.isEmpty()) {
      return false;
    }
    if (isEnforced(at)) {
      table.primary(name, columns);
    }
    return true;
  }

  private boolean unique(@Nullable String name, Cursor at) {
    at.takeIf("key");
    at.takeIf("index");
    if (name == null && at.peek().kind() == SqlToken.Kind.QUOTED) {
      name = at.peek().text();
    } else if (name == null && at.peek().isName() && at.peek(1).is("(")) {
      name = at.peek().text();
    }
    SortedSet<String> columns = columns(at);
    if (!columns.isEmpty() && isEnforced(at)) {
      table.unique(name, columns);
    }
    return true;
  }

  /** A key that nobody holds rows to may name two of them. */
  private static boolean isEnforced(Cursor rest) {
    for (Cursor at = rest.copy(); !at.atEnd(); at.take()) {
      if (at.is("not", "enforced") || at.is("disable")) {
        return false;
      }
    }
    return true;
  }

  /** The names in the next parentheses; none if something else is among them. */
  private static SortedSet<String> columns(Cursor at) {
    while (!at.atEnd() && !at.is("(")) {
      at.take();
    }
    SortedSet<String> columns = new TreeSet<>();
    for (Cursor part : at.group().list()) {
      List<String> name = part.name();
      boolean isPrefix = part.is("(") && part.peek(1).kind() == SqlToken.Kind.NUMBER;
      if (name.size() != 1 || part.is("(") && !isPrefix) {
        return new TreeSet<>();
      }
      columns.add(name.get(0));
    }
    return columns;
  }

  private boolean column(Cursor at) {
    String column = at.take().text();
    SortedSet<String> self = new TreeSet<>(Set.of(column));
    String constraint = null;
    while (!at.atEnd()) {
      if (at.is("(")) {
        at.group();
      } else if (at.takeIf("constraint")) {
        constraint = at.take().text();
      } else if (at.takeIf("primary", "key")) {
        if (isEnforced(at)) {
          table.primary(constraint, self);
        }
        constraint = null;
      } else if (at.takeIf("unique")) {
        at.takeIf("key");
        if (isEnforced(at)) {
          table.unique(constraint, self);
        }
        constraint = null;
      } else if (at.takeIf("not", "null")) {
        table.setNotNull(column, true);
      } else if (at.takeIf("default")) {
        at.take();
      } else if (dialect == SqlDialect.MYSQL && at.is("key")) {
        at.take();
        table.primary(null, self);
      } else if (at.takeIf("null")) {
        table.setNotNull(column, false);
      } else {
        at.take();
      }
    }
    return true;
  }
}
