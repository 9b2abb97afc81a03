package io.racetrace.access.sql;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Statements that were read once and are not read again: the same text is known as it is, and texts
 * that differ only in literals and white space share what was read. However many texts come, a
 * bounded number is kept.
 *
 * <p>Not for several threads at once.
 */
public final class SqlStatements {

  static final int MOST = 16_384;
  static final int MOST_CHARACTERS = 4 << 20;
  private static final int LONGEST_TEXT = 32_768;
  private static final int LONGEST_WITH_LITERALS = 1_024;
  static final int SLOTS = 4_096;

  private final SqlDialect dialect;
  private final DeclinedStatements declined;
  private final SqlLexer lexer;
  private final Recent<String, SqlText> byText = new Recent<>(String::length);
  private final Recent<SqlLexer.Key, SqlStatement> byKey = new Recent<>(SqlLexer.Key::length);

  /**
   * Texts with literals, each in the one place that its hash code gives. Most of them never come
   * again, and so must not displace those that do: {@code version + 1} is a literal, too.
   */
  private final Slot[] withLiterals = new Slot[SLOTS];

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

  private record Slot(String text, SqlText read) {}

  /** What was asked for last, as much of it as is kept. */
  private static final class Recent<K, V> {
    private final Map<K, V> values = new LinkedHashMap<>(256, 0.75f, true);
    private final ToIntFunction<K> size;
    private long characters;

    Recent(ToIntFunction<K> size) {
      this.size = size;
    }

    @Nullable V get(K key) {
      return values.get(key);
    }

    void put(K key, V value) {
      characters += size.applyAsInt(key);
      values.put(key, value);
      Iterator<K> eldest = values.keySet().iterator();
      while (values.size() > MOST || characters > MOST_CHARACTERS) {
        characters -= size.applyAsInt(eldest.next());
        eldest.remove();
      }
    }
  }

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
    int hash = text.hashCode();
    int place = (hash ^ hash >>> 16) & SLOTS - 1;
    Slot slot = withLiterals[place];
    if (slot != null && slot.text.equals(text)) {
      return slot.read;
    }
    lexer.read(text);
    if (!lexer.hasLiterals()) {
      SqlText read = new SqlText(statement(), List.of());
      if (text.length() <= LONGEST_TEXT) {
        byText.put(text, read);
      }
      return read;
    }
    SqlText read = new SqlText(statement(), lexer.literals());
    if (text.length() <= LONGEST_WITH_LITERALS) {
      withLiterals[place] = new Slot(text, read);
    }
    return read;
  }

  /** How many statements are kept. */
  int size() {
    return byKey.values.size();
  }

  /** How many characters of texts are kept. */
  long characters() {
    long kept = byText.characters + byKey.characters;
    for (Slot slot : withLiterals) {
      kept += slot == null ? 0 : slot.text.length();
    }
    return kept;
  }

  private SqlStatement statement() {
    SqlLexer.Key key = lexer.key();
    SqlStatement known = byKey.get(key);
    if (known != null) {
      return known;
    }
    SqlStatement statement = withTables(SqlParser.parse(lexer, dialect));
    if (key.length() <= LONGEST_TEXT) {
      byKey.put(key.copy(), statement);
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
