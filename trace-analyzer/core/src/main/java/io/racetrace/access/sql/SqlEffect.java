package io.racetrace.access.sql;

import java.util.List;
import java.util.Set;

/**
 * What a statement does other than to touch rows of tables.
 *
 * @param name of the procedure, the sequence, the isolation level; empty where there is none
 * @param operands the key of an advisory lock; empty for the other kinds
 * @param how of an advisory lock: the function or procedure that takes it or gives it back, and
 *     what it is told beside the key; else empty
 */
public record SqlEffect(Kind kind, String name, List<Operand> operands, Set<String> how) {

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

  /** Copies the collections. */
  public SqlEffect {
    operands = List.copyOf(operands);
    how = Set.copyOf(how);
  }

  SqlEffect(Kind kind, String name, List<Operand> operands) {
    this(kind, name, operands, Set.of());
  }

  SqlEffect(Kind kind, String name) {
    this(kind, name, List.of());
  }
}
