package io.racetrace.access.sql;

import java.util.List;

/**
 * What a statement does other than to touch rows of tables.
 *
 * @param name of the procedure, the sequence, the isolation level; empty where there is none
 * @param operands the key of an advisory lock; empty for the other kinds
 */
public record SqlEffect(Kind kind, String name, List<Operand> operands) {

  /** What it does. */
  public enum Kind {
    BEGIN,
    COMMIT,
    ROLLBACK,
    SAVEPOINT,
    ROLLBACK_TO,
    RELEASE,
    ISOLATION,
    SEQUENCE,
    ADVISORY_LOCK,
    ADVISORY_UNLOCK,
    CALL
  }

  /** Copies the list. */
  public SqlEffect {
    operands = List.copyOf(operands);
  }

  SqlEffect(Kind kind, String name) {
    this(kind, name, List.of());
  }
}
