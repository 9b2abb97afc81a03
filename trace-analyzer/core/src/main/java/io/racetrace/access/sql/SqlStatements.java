package io.racetrace.access.sql;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Statements that were read once and are not read again: the same text is known as it is, and texts
 * that differ only in literals and white space share what was read. However many texts come, a
 * bounded number is kept.
 *
 * <p>Not for several threads at once.
 */
public final class SqlStatements {

  static final int MOST_TEXTS = 8192;
  private static final int LONGEST_TEXT = 8192;
  static final int SLOTS = 4096;

  private final SqlDialect dialect;
  private final DeclinedStatements declined;
  private final SqlLexer lexer;
  private final Map<String, SqlText> byText =
      new LinkedHashMap<>(256, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, SqlText> eldest) {
          return size() > MOST_TEXTS;
        }
      };
  private final Entry[] byKey = new Entry[SLOTS];

  /**
   * A text that was read.
   *
   * @param literals the contents of its literals, in the order of the text
   */
  public record SqlText(SqlStatement statement, List<String> literals) {
    /** Copies the list. */
    public SqlText {
      literals = List.copyOf(literals);
    }
  }

  private record Entry(char[] key, SqlStatement statement) {}

  public SqlStatements(SqlDialect dialect) {
    this(dialect, DeclinedStatements.UNKNOWN);
  }

  /**
   * @param declined is asked for the tables of what is not read whole
   */
  public SqlStatements(SqlDialect dialect, DeclinedStatements declined) {
    this.dialect = dialect;
    this.declined = declined;
    lexer = new SqlLexer(dialect);
  }

  /** What the text says. Never fails. */
  public SqlText read(String text) {
    SqlText known = byText.get(text);
    if (known != null) {
      return known;
    }
    lexer.read(text);
    if (lexer.hasLiterals()) {
      // As many texts as there are values: only what they have in common is worth keeping.
      return new SqlText(statement(), lexer.literals());
    }
    SqlText read = new SqlText(statement(), List.of());
    if (text.length() <= LONGEST_TEXT) {
      byText.put(text, read);
    }
    return read;
  }

  /** How many statements are kept. */
  int size() {
    int kept = byText.size();
    for (Entry entry : byKey) {
      kept += entry == null ? 0 : 1;
    }
    return kept;
  }

  private SqlStatement statement() {
    int hash = lexer.keyHash();
    int slot = (hash ^ hash >>> 16) & SLOTS - 1;
    Entry entry = byKey[slot];
    if (entry != null && lexer.hasKey(entry.key)) {
      return entry.statement;
    }
    SqlStatement statement = withTables(SqlParser.parse(lexer, dialect));
    char[] key = lexer.key();
    if (key.length <= LONGEST_TEXT) {
      byKey[slot] = new Entry(key, statement);
    }
    return statement;
  }

  private SqlStatement withTables(SqlStatement statement) {
    if (statement.understood() || lexer.isBroken()) {
      return statement;
    }
    Set<TableAccess> doubtful = new LinkedHashSet<>(statement.doubtful());
    for (TableAccess table : declined.tables(lexer.plain(), dialect)) {
      TableAccess bare = TableAccess.bare(table.verb(), table.table());
      if (statement.accesses().stream()
          .noneMatch(
              access -> access.verb() == bare.verb() && access.table().equals(bare.table()))) {
        doubtful.add(bare);
      }
    }
    return new SqlStatement(
        statement.accesses(),
        List.copyOf(doubtful),
        statement.effects(),
        false,
        statement.placeholders(),
        statement.shape());
  }
}
