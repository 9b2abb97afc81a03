package io.racetrace.statedaccess;

/** What protects an access against others of the same record. */
public enum Guard {
  /** The write names the version it is based on, and hits no row when that version is gone. */
  VERSION_PREDICATE("version-predicate"),
  /** The row is locked by the store from the read to the end of the transaction. */
  ROW_LOCK("row-lock"),
  /** A lease outside the store, held for a bounded time. */
  LEASE("lease"),
  /** The store refuses a second row with the same key. */
  UNIQUE_CONSTRAINT("unique-constraint"),
  /** A request that was seen before has no second effect. */
  IDEMPOTENCY_KEY("idempotency-key"),
  /** The store itself computes the new value from the present one, in one statement. */
  ATOMIC_STATEMENT("atomic-statement");

  private final String attributeValue;

  Guard(String attributeValue) {
    this.attributeValue = attributeValue;
  }

  /** The name of this guard in {@link AccessAttributes#GUARD}. */
  public String attributeValue() {
    return attributeValue;
  }
}
