package io.racetrace.access.sql;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a statement does to one table.
 *
 * @param table lower case, with its schema where the text has one; null where the text names none
 *     or several
 * @param understood whether all of the statement was read; if not, only the verb and perhaps the
 *     table are known, and no key may be taken from it
 * @param assignments columns that are set, in the order of the text
 * @param equalities columns that must equal something for a row to be touched, all of them at once;
 *     of an INSERT, what the new row's columns equal
 * @param compared columns that further conditions look at, other than for equality
 * @param keepsExisting whether an INSERT leaves a row that is already there as it is
 * @param locksRows whether rows stay locked until the transaction ends, as with FOR UPDATE
 * @param placeholders how many bind parameters the text has
 * @param shape the text with values replaced by question marks and white space folded
 */
public record SqlStatement(
    Verb verb,
    @Nullable String table,
    boolean understood,
    Map<String, Operand> assignments,
    Map<String, Operand> equalities,
    Set<String> compared,
    boolean keepsExisting,
    boolean locksRows,
    int placeholders,
    String shape) {

  /** What kind of statement it is. */
  public enum Verb {
    SELECT,
    INSERT,
    UPDATE,
    DELETE,
    /** Neither reads nor writes rows: transaction control, settings, definitions. */
    NONE,
    /** Reads or writes, but which can't be told. */
    UNKNOWN
  }

  /** Copies the collections; the maps keep their order. */
  public SqlStatement {
    assignments = Collections.unmodifiableMap(new LinkedHashMap<>(assignments));
    compared = Set.copyOf(compared);
    equalities = Collections.unmodifiableMap(new LinkedHashMap<>(equalities));
  }
}
