package io.racetrace.access.gap;

import java.util.EnumSet;
import java.util.Set;

/**
 * Why a span does not tell which record it touched. What closes the gap depends on who wrote the
 * span, so extractors say the reason only.
 */
public enum KeyGap implements Gap {
  /** The statement compares with placeholders, and the span has no values for them. */
  NO_PARAMETERS(
      "the span has no bind parameters", "let the instrumentation record bind parameters"),
  /** There are values, but a sanitiser made placeholders of literals too: none of them fits. */
  POSITIONS_SHIFTED(
      "literals were turned into placeholders, so no parameter fits its place",
      "switch the sanitiser of statements off where bind parameters are recorded"),
  /** Rows are looked for by other columns than their key, where inserts may change the answer. */
  HIDDEN_LOOKUP(
      "the span does not show by which values rows are looked for",
      "let the instrumentation record bind parameters"),
  /** One span for many executions; instrumentations record no parameters for those. */
  BATCH("a batch is one span without parameters", "send statements one by one, or state each"),
  /** Nothing in the statement names single rows. */
  MANY_ROWS("nothing in the statement names single rows", "state the accesses"),
  /** The statement names rows, but not by a column that is known to identify one. */
  NO_KEY_COLUMN(
      "no column of the statement is known to identify a row",
      "name the key columns with --schema"),
  /** The statement is outside of what the parser understands. */
  NOT_UNDERSTOOD("the statement is not understood", "state the access"),
  /** What a stored procedure does is not in the span. */
  PROCEDURE("a stored procedure does not show what it writes", "state what the procedure writes"),
  /** The span names an operation and perhaps a table, but has no statement. */
  NO_STATEMENT(
      "the span has no statement", "let the instrumentation record statements and parameters"),
  /** A command of a key-value or document store whose arguments were left out or masked. */
  SANITISED_COMMAND(
      "the command's arguments were left out",
      "let the instrumentation record the command's arguments"),
  /** The key's place is there and holds a mask: something on the way blanked it. */
  REDACTED_KEY(
      "the key was blanked on the way", "keep the collector from redacting statements and keys"),
  /** The store makes the key up, and the span does not show it. */
  KEY_MADE_BY_STORE("the store makes the key up", "state the access once the key is known"),
  /** A message without a key that names its record. */
  NO_MESSAGE_KEY("the message has no key", "give messages the key of the record they are about"),
  /** No extractor reads the commands of this store. */
  UNREAD_STORE("commands of this store are not read", "state the access");

  /** What statements are like, however their spans are made. */
  private static final Set<KeyGap> OF_STATEMENTS =
      EnumSet.of(MANY_ROWS, KEY_MADE_BY_STORE, NO_MESSAGE_KEY);

  private static final Set<KeyGap> OF_VALUES =
      EnumSet.of(NO_PARAMETERS, POSITIONS_SHIFTED, BATCH, SANITISED_COMMAND, REDACTED_KEY);

  private final String why;
  private final String openedBy;

  KeyGap(String why, String openedBy) {
    this.why = why;
    this.openedBy = openedBy;
  }

  /** Whether a record may have been named, and only the span does not show which. */
  public boolean hides() {
    return !OF_STATEMENTS.contains(this);
  }

  /** Whether the span lacks nothing but values. */
  public boolean hidesValues() {
    return OF_VALUES.contains(this);
  }

  @Override
  public String why() {
    return why;
  }

  @Override
  public String openedBy() {
    return openedBy;
  }
}
