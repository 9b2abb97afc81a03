package io.racetrace.history;

import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * How much can be proven of what one service does to one record type.
 *
 * @param recordType {@link #FURTHER} for those that are not told apart
 * @param keyColumns which columns are the key and how that is known; null where nobody says
 * @param writes as {@link Coverage#writes()} counts them
 * @param writesWithOutcome those whose record is known and of which it is known whether they took
 *     effect
 * @param writesInWholeTraces those whose way to the trace's root is all there
 * @param insertsWithoutKey inserts of rows that nobody can tell; they are none of the writes, for
 *     nothing can collide with them, but who makes them writes the type
 */
public record CoverageRow(
    String service,
    String recordType,
    @Nullable String keyColumns,
    long writes,
    long writesWithKey,
    long writesWithUnit,
    long writesWithOutcome,
    long writesInWholeTraces,
    long reads,
    long readsWithKey,
    long insertsWithoutKey) {

  /** Stands for record types and statements beyond those that are told apart. */
  public static final String FURTHER = "(further)";

  /** Changes of records that nobody can tell, inserts too. */
  public long changesWithoutKey() {
    return writes - writesWithKey + insertsWithoutKey;
  }

  /** Whether it stands for record types whose names nobody can tell. */
  public boolean isNameless() {
    return recordType.equals(FURTHER) || recordType.endsWith("/unknown");
  }

  /** By service, then by record type; those not told apart come last. */
  static final Comparator<CoverageRow> CANONICAL =
      Comparator.comparing(CoverageRow::service)
          .thenComparing(row -> row.recordType.equals(FURTHER))
          .thenComparing(CoverageRow::recordType);
}
