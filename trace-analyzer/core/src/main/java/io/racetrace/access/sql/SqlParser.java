package io.racetrace.access.sql;

import java.util.HashSet;

/**
 * Reads what statements do. Whatever is not read whole is declined, so that a key is never guessed.
 */
public final class SqlParser {

  private SqlParser() {}

  /** Never fails: what is not understood says so. */
  public static SqlStatement parse(String sql, SqlDialect dialect) {
    SqlLexer lexer = new SqlLexer(dialect);
    lexer.read(sql);
    return parse(lexer, dialect);
  }

  static SqlStatement parse(SqlLexer lexer, SqlDialect dialect) {
    StatementReader reader = new StatementReader(dialect, new HashSet<>());
    if (lexer.isBroken()) {
      reader.decline();
    } else {
      reader.statements(new Cursor(lexer.tokens()));
    }
    return new SqlStatement(
        reader.accesses(),
        reader.doubtful(),
        reader.effects(),
        !reader.isDeclined(),
        lexer.placeholders(),
        lexer.shape());
  }
}
