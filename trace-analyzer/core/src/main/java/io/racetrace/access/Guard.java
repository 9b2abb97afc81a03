package io.racetrace.access;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What can keep two units of work from destroying each other's changes. */
public enum Guard {
  /** The write names the version that it is based on, and hits no row if that is gone. */
  VERSION_PREDICATE,
  /** The row was locked when it was read, until the transaction ends. */
  ROW_LOCK,
  /** A lock that the store keeps beside its rows, by a name or of a whole table. */
  STORE_LOCK,
  /** A lock outside the database, held for a limited time. */
  LEASE,
  /** The transaction's isolation level makes the store refuse one of two. */
  ISOLATION,
  /** The store refuses a second record with the same key. */
  UNIQUE_CONSTRAINT,
  /** A second attempt with the same key has no effect of its own. */
  IDEMPOTENCY_KEY,
  /** Reading and writing happen in one statement of the store. */
  ATOMIC_STATEMENT;

  /** The kebab-case name that attributes and reports use. */
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The guard with this id; null if there is none. */
  public static @Nullable Guard of(String id) {
    for (Guard guard : values()) {
      if (guard.id().equals(id)) {
        return guard;
      }
    }
    return null;
  }

  /**
   * Whether a writer behind this guard and a writer behind the other respect each other: both check
   * the version, or both wait for the row.
   */
  public boolean respects(Guard other) {
    return this == other || holdsRow() && other.holdsRow();
  }

  private boolean holdsRow() {
    return this == ROW_LOCK || this == ATOMIC_STATEMENT;
  }
}
