package io.racetrace.access.sql;

import java.util.List;

/**
 * Says which tables statements touch that {@link SqlParser} does not read whole, so that what is
 * not known of them has a name. Nothing more is taken from it: no key, no condition, no value.
 */
@FunctionalInterface
public interface DeclinedStatements {

  /** Knows nothing of any statement. */
  DeclinedStatements UNKNOWN = (text, dialect) -> List.of();

  /**
   * The tables that a text touches, each once per verb; none if that is not known for certain. It
   * is asked once for all texts that differ only in literals, and must answer in bounded time.
   *
   * @param text in one spelling for all dialects: words in lower case, names that need it in double
   *     quotes, strings and numbers replaced by others, bind parameters as question marks
   */
  List<TableAccess> tables(String text, SqlDialect dialect);
}
