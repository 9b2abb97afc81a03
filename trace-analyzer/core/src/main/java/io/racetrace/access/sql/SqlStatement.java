package io.racetrace.access.sql;

import java.util.List;

/**
 * What a statement does, whatever its values are.
 *
 * @param doubtful tables that are touched by what was not read whole; perhaps not all of them
 * @param understood whether all of it was read
 * @param placeholders how many bind parameters without a name the text has
 * @param shape the text with values replaced by question marks and white space folded
 */
public record SqlStatement(
    List<TableAccess> accesses,
    List<TableAccess> doubtful,
    List<SqlEffect> effects,
    boolean understood,
    int placeholders,
    String shape) {

  /** Copies the lists. */
  public SqlStatement {
    accesses = List.copyOf(accesses);
    doubtful = List.copyOf(doubtful);
    effects = List.copyOf(effects);
  }
}
