package io.racetrace.history;

/**
 * How much an input can prove. Coverages of two inputs add up.
 *
 * @param accesses reads and writes of records whose key is known
 * @param writes changes of records, known or not; inserts of rows whose key the store makes up
 *     aside, for nothing can collide with those
 * @param writesWithKey those whose record is known
 * @param writesWithUnit those whose unit of work is known too
 * @param orphanSpans spans whose parent is missing
 * @param truncated whether evidence is known to be missing
 */
public record Coverage(
    long spans,
    long traces,
    long accesses,
    long writes,
    long writesWithKey,
    long writesWithUnit,
    long orphanSpans,
    boolean truncated) {

  public static final Coverage NONE = new Coverage(0, 0, 0, 0, 0, 0, 0, false);

  /** Below this share, silence says nothing. */
  private static final double ENOUGH = 0.95;

  public Coverage plus(Coverage other) {
    return new Coverage(
        spans + other.spans,
        traces + other.traces,
        accesses + other.accesses,
        writes + other.writes,
        writesWithKey + other.writesWithKey,
        writesWithUnit + other.writesWithUnit,
        orphanSpans + other.orphanSpans,
        truncated || other.truncated);
  }

  public Coverage withTruncation() {
    return new Coverage(
        spans, traces, accesses, writes, writesWithKey, writesWithUnit, orphanSpans, true);
  }

  /** Share of writes whose record is known, 0 to 1; 0 without writes. */
  public double keyShare() {
    return writes == 0 ? 0 : (double) writesWithKey / writes;
  }

  /** Share of spans whose way to the root is not cut off at this span, 0 to 1. */
  public double parentShare() {
    return spans == 0 ? 0 : 1 - (double) orphanSpans / spans;
  }

  /** Whether an empty list of findings may be called clean. */
  public boolean canProveAbsence() {
    return writes > 0 && !truncated && keyShare() >= ENOUGH && parentShare() >= ENOUGH;
  }
}
