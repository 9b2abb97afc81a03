package io.racetrace.access.sql;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads which columns are the keys of tables from their definitions: dumps and migrations, in the
 * order in which they are run.
 *
 * <p>A table's key is its primary key; where it has none, the columns of its only UNIQUE constraint
 * whose columns are all NOT NULL. Unique indexes are none, but those over all rows and plain
 * columns let no second row in, as constraints do. A table that two texts define differently has no
 * key, for they speak of two databases.
 */
public final class SchemaReader {

  private static final Pattern LINES = Pattern.compile("\n");
  private static final Pattern DATA =
      Pattern.compile("(?i)copy\\s.*\\sfrom\\s+stdin\\b.*", Pattern.DOTALL);
  private static final Pattern DOWN =
      Pattern.compile(
          "(?i)\\s*--\\s*(migrate:down|\\+goose down|\\+migrate down|//\\s*@undo)\\b.*");
  private static final Pattern UP =
      Pattern.compile("(?i)\\s*--\\s*(migrate:up|\\+goose up|\\+migrate up)\\b.*");
  private static final Pattern DELIMITER = Pattern.compile("(?i)\\s*delimiter\\s+(\\S+)\\s*");
  private static final Pattern DEFINES = Pattern.compile("(?im)^\\s*(create|alter)\\s");
  private static final int MOST_RECOVERIES = 100;

  private static final Map<SqlDialect, Pattern> MARKS = marks();

  private static final Set<String> KINDS_OF_TABLE =
      Set.of(
          "global",
          "local",
          "temp",
          "temporary",
          "unlogged",
          "foreign",
          "external",
          "private",
          "immutable",
          "blockchain",
          "sharded",
          "duplicated",
          "cached",
          "memory",
          "column",
          "row");
  private static final Set<String> PROGRAMS =
      Set.of("procedure", "proc", "function", "trigger", "package", "view", "event", "rule");
  private static final Set<String> SPEAKS_OF_RIGHTS = Set.of("grant", "revoke", "deny");

  /** Every definition of each table, the last one valid. */
  private final Map<String, List<TableDefinition>> tables = new TreeMap<>();

  private final Map<TableDefinition, Integer> definedIn = new HashMap<>();
  private int texts;
  private int changes;

  /** The dialect in which a text seems to be written. */
  public static SqlDialect guess(String text) {
    for (Map.Entry<SqlDialect, Pattern> mark : MARKS.entrySet()) {
      if (mark.getValue().matcher(text).find()) {
        return mark.getKey();
      }
    }
    return SqlDialect.OTHER;
  }

  private static Map<SqlDialect, Pattern> marks() {
    String table = "\\b(create|alter)\\s+table\\s+(if\\s+not\\s+exists\\s+)?";
    Map<SqlDialect, String> marks = new LinkedHashMap<>();
    marks.put(
        SqlDialect.MYSQL,
        table + "`|\\bengine\\s*=\\s*(innodb|myisam|aria)\\b|^-- (MySQL|MariaDB) dump");
    marks.put(SqlDialect.SQLSERVER, table + "\\[|^\\s*go\\s*$|\\bnvarchar\\s*\\(max\\)");
    marks.put(
        SqlDialect.POSTGRESQL,
        "^-- PostgreSQL database|\\balter\\s+table\\s+only\\b|\\$\\$|\\b(big)?serial\\b(?!`)"
            + "|\\bjsonb\\b|\\btimestamptz\\b|\\bpg_catalog\\b");
    marks.put(SqlDialect.SQLITE, "\\bautoincrement\\b|\\bwithout\\s+rowid\\b|^\\s*pragma\\s");
    marks.put(SqlDialect.ORACLE, "\\bn?varchar2\\b|\\bnumber\\s*\\(");
    Map<SqlDialect, Pattern> patterns = new LinkedHashMap<>();
    marks.forEach((dialect, mark) -> patterns.put(dialect, Pattern.compile("(?im)(" + mark + ")")));
    return patterns;
  }

  /**
   * Reads a text after those that were read before. Never fails.
   *
   * @return the lines, from 1, in which definitions of tables begin that are not understood; they
   *     are passed over
   */
  public List<Integer> read(String text, SqlDialect dialect) {
    texts++;
    List<Integer> passedOver = new ArrayList<>();
    String sql = statementsOnly(text);
    int at = 0;
    for (int i = 0; i <= MOST_RECOVERIES && at >= 0; i++) {
      at = read(sql, at, dialect, passedOver);
    }
    return passedOver;
  }

  /** How many definitions were read, and changes of them. */
  public int changes() {
    return changes;
  }

  /** How many tables are defined. */
  public int tables() {
    return tables.size();
  }

  /** The key columns by table; none for a table of which they are not known. */
  public Map<String, SortedSet<String>> keys() {
    Map<String, SortedSet<String>> keys = new TreeMap<>();
    tables.forEach(
        (name, definitions) -> {
          Set<SortedSet<String>> different = new HashSet<>();
          definitions.forEach(definition -> different.add(definition.key()));
          keys.put(name, different.size() == 1 ? different.iterator().next() : new TreeSet<>());
        });
    return keys;
  }

  /**
   * The columns by table of everything but its key that lets no two rows be equal in them; of a
   * table that is defined differently only what all definitions have.
   */
  public Map<String, Set<SortedSet<String>>> uniques() {
    Map<String, Set<SortedSet<String>>> uniques = new TreeMap<>();
    tables.forEach(
        (name, definitions) -> {
          Set<SortedSet<String>> common = new HashSet<>(definitions.get(0).uniques());
          definitions.forEach(definition -> common.retainAll(definition.uniques()));
          uniques.put(name, common);
        });
    return uniques;
  }

  /** Reads from a place on; gives the place where to go on after what can't be split, or -1. */
  private int read(String sql, int from, SqlDialect dialect, List<Integer> passedOver) {
    SqlLexer lexer = new SqlLexer(dialect);
    lexer.read(sql.substring(from));
    List<int[]> parts = lexer.parts();
    for (int i = 0; i < parts.size(); i++) {
      int begin = from + parts.get(i)[0];
      boolean isCut = lexer.isBroken() && i == parts.size() - 1;
      if (isCut || !statement(sql.substring(begin, from + parts.get(i)[1]), dialect)) {
        passedOver.add(1 + (int) sql.substring(0, begin).chars().filter(c -> c == '\n').count());
      }
      if (isCut) {
        Matcher next = DEFINES.matcher(sql);
        return next.find(begin + 1) ? next.start() : -1;
      }
    }
    return -1;
  }

  /**
   * The text without what clients read themselves: data, commands, the sections that undo a
   * migration. Lines stay where they are.
   */
  private static String statementsOnly(String text) {
    StringBuilder sql = new StringBuilder(text.length());
    String[] lines = LINES.split(text, -1);
    boolean undoes = false;
    boolean isProgram = false;
    for (int i = 0; i < lines.length; i++) {
      String line = lines[i].strip();
      undoes = (undoes || DOWN.matcher(line).matches()) && !UP.matcher(line).matches();
      Matcher delimiter = DELIMITER.matcher(line);
      if (delimiter.matches()) {
        isProgram = !";".equals(delimiter.group(1));
        sql.append(';');
      } else if (line.equalsIgnoreCase("go") || line.equals("/")) {
        sql.append(';');
      } else if (!undoes && !isProgram && !line.startsWith("\\")) {
        sql.append(lines[i]);
      }
      sql.append('\n');
      int end = line.length() < 10_000 && DATA.matcher(line).matches() ? endOfData(lines, i) : i;
      for (; i < end; i++) {
        sql.append('\n');
      }
    }
    return sql.toString();
  }

  /** The line that ends the data which follows a COPY; the same line where none does. */
  private static int endOfData(String[] lines, int copy) {
    for (int i = copy + 1; i < lines.length; i++) {
      if (lines[i].strip().equals("\\.")) {
        return i;
      }
    }
    return copy;
  }

  /** Whether it was understood, or is of no interest. */
  private boolean statement(String sql, SqlDialect dialect) {
    if (!mayDefine(sql)) {
      return true;
    }
    SqlLexer lexer = new SqlLexer(dialect);
    lexer.read(sql);
    Cursor at = new Cursor(lexer.tokens());
    if (at.peek().isWordOf(SPEAKS_OF_RIGHTS) || isProgram(at.copy())) {
      return true;
    }
    boolean understood = true;
    boolean first = true;
    int depth = 0;
    while (!at.atEnd()) {
      boolean begins = first || dialect == SqlDialect.SQLSERVER && depth == 0;
      if (begins && beginsDefinition(at)) {
        boolean read = definition(at.copy(), dialect, lexer.literals().size());
        changes += read ? 1 : 0;
        understood &= read;
      }
      depth += at.is("(") ? 1 : at.is(")") ? -1 : 0;
      at.take();
      first = false;
    }
    return understood;
  }

  private static boolean mayDefine(String sql) {
    return !sql.regionMatches(true, 0, "insert", 0, 6) && !sql.regionMatches(true, 0, "copy", 0, 4);
  }

  private static boolean isProgram(Cursor at) {
    if (!at.takeIf("create") && !at.takeIf("alter")) {
      return false;
    }
    for (int i = 0; i < 8 && !at.atEnd(); i++) {
      if (at.peek().isWordOf(PROGRAMS)) {
        return true;
      }
      if (at.is("table")) {
        return false;
      }
      at.take();
    }
    return false;
  }

  private static boolean beginsDefinition(Cursor at) {
    return at.is("alter", "table")
        || at.is("drop", "table")
        || at.is("rename")
        || at.is("exec", "sp_rename")
        || at.is("create") && (isCreateTable(at.copy()) || UniqueIndex.begins(at))
        || UniqueIndex.isDropped(at);
  }

  private static boolean isCreateTable(Cursor at) {
    at.take();
    at.takeIf("or", "replace");
    while (at.peek().isWordOf(KINDS_OF_TABLE)) {
      at.take();
    }
    return at.is("table");
  }

  private boolean definition(Cursor at, SqlDialect dialect, int literals) {
    if (at.takeIf("drop", "table")) {
      return drop(at);
    }
    if (at.takeIf("rename")) {
      return rename(at);
    }
    if (UniqueIndex.begins(at)) {
      add(UniqueIndex.of(at));
      return true;
    }
    if (UniqueIndex.isDropped(at)) {
      for (String index : UniqueIndex.dropped(at)) {
        tables.values().forEach(all -> all.forEach(table -> table.dropIndex(index)));
      }
      return true;
    }
    if (at.is("exec")) {
      // What is renamed to what stands in strings; and it may be a column.
      return literals == 0;
    }
    if (at.takeIf("alter", "table")) {
      return alter(at, dialect);
    }
    while (!at.takeIf("table")) {
      at.take();
    }
    return create(at, dialect);
  }

  private boolean create(Cursor at, SqlDialect dialect) {
    at.takeIf("if", "not", "exists");
    String name = name(at);
    if (name == null) {
      return false;
    }
    TableDefinition table = new TableDefinition(name);
    if (at.takeIf("partition", "of") || at.takeIf("like")) {
      table = copy(at, name);
    }
    if (at.is("(")) {
      if (at.closing() < 0) {
        return false;
      }
      Cursor body = at.group();
      if (!body.isQuery() && !new TableElements(table, dialect).read(body)) {
        return false;
      }
      Cursor like = body.copy();
      if (like.takeIf("like") && mayCopyKey(like.copy(), dialect)) {
        table = copy(like, name);
      }
    }
    add(name, table);
    return true;
  }

  /** In PostgreSQL only where that is asked for. */
  private static boolean mayCopyKey(Cursor at, SqlDialect dialect) {
    if (dialect != SqlDialect.POSTGRESQL && dialect != SqlDialect.OTHER) {
      return true;
    }
    for (; !at.atEnd(); at.take()) {
      if (at.is("including", "all") || at.is("including", "indexes")) {
        return true;
      }
    }
    return false;
  }

  private TableDefinition copy(Cursor at, String name) {
    String other = name(at);
    String known = other == null ? null : known(other);
    TableDefinition original = known == null ? null : last(known);
    return original == null ? new TableDefinition(name) : original.copy(name);
  }

  private void add(@Nullable UniqueIndex index) {
    String known = index == null ? null : known(index.table());
    TableDefinition table = known == null ? null : last(known);
    if (index != null && table != null) {
      table.index(index.name(), index.columns());
    }
  }

  private void add(String name, TableDefinition table) {
    tables.computeIfAbsent(name, key -> new ArrayList<>()).add(table);
    definedIn.put(table, texts);
  }

  private boolean alter(Cursor at, SqlDialect dialect) {
    at.takeIf("if", "exists");
    at.takeIf("only");
    String name = name(at);
    if (name == null) {
      return false;
    }
    at.takeIf("*");
    String known = known(name);
    TableDefinition table = known == null ? null : last(known);
    if (table == null || known == null) {
      // A part of a dump may have the keys without the tables.
      known = name;
      table = new TableDefinition(name);
      add(name, table);
    }
    TableElements elements = new TableElements(table, dialect);
    boolean understood = elements.alter(at);
    String renamed = elements.newName();
    if (renamed != null) {
      rename(known, qualified(renamed, known));
    }
    return understood;
  }

  private boolean drop(Cursor at) {
    boolean perhaps = at.takeIf("if", "exists");
    for (Cursor part : at.list()) {
      String name = name(part);
      if (name == null) {
        return false;
      }
      String known = known(name);
      List<TableDefinition> definitions = known == null ? null : tables.get(known);
      if (known == null || definitions == null) {
        continue;
      }
      // A dump drops what may be there before it makes it: that need not be what another text made.
      if (perhaps) {
        definitions.removeIf(definition -> definedIn.getOrDefault(definition, 0) == texts);
      } else {
        definitions.clear();
      }
      if (definitions.isEmpty()) {
        tables.remove(known);
      }
    }
    return true;
  }

  private boolean rename(Cursor at) {
    at.takeIf("table");
    for (Cursor part : at.list()) {
      String from = name(part);
      String to = part.takeIf("to") ? name(part) : null;
      if (from == null || to == null) {
        return false;
      }
      String known = known(from);
      if (known != null) {
        rename(known, qualified(to, known));
      }
    }
    return true;
  }

  private void rename(String from, String to) {
    List<TableDefinition> definitions = tables.remove(from);
    if (definitions != null) {
      tables.computeIfAbsent(to, key -> new ArrayList<>()).addAll(definitions);
    }
  }

  /** The schema of what is renamed stays, where the new name has none. */
  private static String qualified(String name, String like) {
    int dot = like.lastIndexOf('.');
    return name.indexOf('.') >= 0 || dot < 0 ? name : like.substring(0, dot + 1) + name;
  }

  private @Nullable TableDefinition last(String name) {
    List<TableDefinition> definitions = tables.get(name);
    return definitions == null ? null : definitions.get(definitions.size() - 1);
  }

  /** The name under which a table is known; null if it is not, or if that may be several. */
  private @Nullable String known(String name) {
    if (tables.containsKey(name)) {
      return name;
    }
    List<String> same =
        tables.keySet().stream()
            .filter(known -> known.endsWith("." + name) || name.endsWith("." + known))
            .toList();
    return same.size() == 1 ? same.get(0) : null;
  }

  static @Nullable String name(Cursor at) {
    List<String> parts = at.name();
    return parts.isEmpty() || parts.contains("*") ? null : String.join(".", parts);
  }
}
