package io.racetrace.access;

/**
 * What a statement does to a lock that its store keeps beside the rows: an advisory lock, or one of
 * a whole table.
 *
 * @param name which lock of the store; empty where its key is not shown, or where all are let go
 * @param ofSession whether the session keeps it until it is given back, else the transaction until
 *     it ends
 */
public record Mutex(String name, Step step, Strength strength, boolean ofSession) {

  /** Whether it is taken or given back. */
  public enum Step {
    TAKE,
    GIVE_BACK,
    GIVE_ALL_BACK
  }

  /** What a lock keeps off. */
  public enum Strength {
    /** Who takes it exclusively. */
    SHARED,
    /** Whoever takes it. */
    EXCLUSIVE,
    /** Whoever takes it, if it was obtained, which the answer says that no span shows. */
    TRIED,
    /** Whoever changes a row of the table. */
    TABLE
  }
}
