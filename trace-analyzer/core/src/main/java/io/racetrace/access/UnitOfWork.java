package io.racetrace.access;

import io.racetrace.trace.Interval;
import io.racetrace.trace.SpanId;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What takes effect together with an access.
 *
 * @param id the span of the boundary; the first span of a stated transaction; the access's own span
 *     where each statement stands alone
 * @param end when the boundary ran; null where no boundary is known
 * @param isolation the level that is known to hold; null where nothing tells
 * @param footprints further records that were touched, where two units may cross in them
 */
public record UnitOfWork(
    Boundary boundary,
    SpanId id,
    @Nullable Interval end,
    @Nullable Isolation isolation,
    List<Footprint> footprints) {

  /** Copies the list. */
  public UnitOfWork {
    footprints = List.copyOf(footprints);
  }

  public UnitOfWork(Boundary boundary, SpanId id, @Nullable Interval end) {
    this(boundary, id, end, null, List.of());
  }

  /** How the unit of work is known. */
  public enum Boundary {
    /** A COMMIT or ROLLBACK ends it. */
    TRANSACTION,
    /** No COMMIT is shown, but the object mapper's own span of the transaction's end is. */
    ORM,
    /** The service names the transaction; when it ended is not shown. */
    STATED,
    /**
     * The service shows where its transactions end, and none holds the statement: it is its own.
     */
    AUTOCOMMIT,
    /** Nothing tells. */
    UNKNOWN;

    /** Whether several statements may belong together. */
    public boolean isTransaction() {
      return this == TRANSACTION || this == ORM || this == STATED;
    }
  }

  public boolean isTransactionOf(UnitOfWork other) {
    return boundary.isTransaction()
        && boundary == other.boundary
        && id.equals(other.id)
        && Objects.equals(end, other.end);
  }

  /** This unit, known to run at this level. */
  public UnitOfWork at(@Nullable Isolation level) {
    return level == null ? this : new UnitOfWork(boundary, id, end, level, footprints);
  }

  /** This unit, with the further records that it touched. */
  public UnitOfWork touching(List<Footprint> others) {
    return new UnitOfWork(boundary, id, end, isolation, others);
  }
}
