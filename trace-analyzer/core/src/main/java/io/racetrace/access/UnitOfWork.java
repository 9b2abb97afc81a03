package io.racetrace.access;

import io.racetrace.trace.Interval;
import io.racetrace.trace.SpanId;
import org.jspecify.annotations.Nullable;

/**
 * What takes effect together with an access.
 *
 * @param id the span of the boundary, or the access's own span where each statement stands alone
 * @param end when the boundary ran; null unless this is a transaction
 */
public record UnitOfWork(Boundary boundary, SpanId id, @Nullable Interval end) {

  /** How the unit of work is known. */
  public enum Boundary {
    /** A COMMIT or ROLLBACK span ends it. */
    TRANSACTION,
    /** The service writes boundary spans, and none follows: the statement is its own. */
    AUTOCOMMIT,
    /** The service writes no boundary spans. */
    UNKNOWN
  }

  public boolean isTransactionOf(UnitOfWork other) {
    return boundary == Boundary.TRANSACTION
        && other.boundary == Boundary.TRANSACTION
        && id.equals(other.id);
  }
}
