package io.racetrace.history;

import io.racetrace.access.gap.Emitter;
import io.racetrace.access.gap.Gap;
import io.racetrace.access.gap.Remedies;
import io.racetrace.access.gap.Remedy;
import java.util.Comparator;

/**
 * What one kind of statement lacks.
 *
 * @param recordType {@link CoverageRow#FURTHER} for those that are not told apart
 * @param statement its shape, without values; empty where it does not matter or is not told apart
 * @param emitter who wrote the spans
 * @param writes how many writes would be opened up
 * @param reads how many reads would be; a lost update needs its read
 */
public record CoverageGap(
    String service,
    String recordType,
    String statement,
    Gap gap,
    Emitter emitter,
    long writes,
    long reads) {

  static final Comparator<CoverageGap> CANONICAL =
      Comparator.comparing(CoverageGap::service)
          .thenComparing(gap -> gap.recordType.equals(CoverageRow.FURTHER))
          .thenComparing(CoverageGap::recordType)
          .thenComparing(gap -> gap.gap.id())
          .thenComparing(CoverageGap::statement)
          .thenComparing(CoverageGap::emitter);

  /** Whether it may be of a record type that has no row of its own, for there are too many. */
  boolean isBeyondRows() {
    return recordType.equals(CoverageRow.FURTHER) || !recordType.endsWith("/unknown");
  }

  /** The one setting or line that closes it. */
  public Remedy remedy() {
    return Remedies.closing(gap, emitter);
  }
}
