package io.racetrace.access;

import io.racetrace.trace.Interval;
import io.racetrace.trace.SpanId;

/**
 * Another record that the execution of an access touched: of a write, what was read before it and
 * not written; of a read, what was written after it.
 *
 * @param written whether it was written, else read
 * @param interval when the statement ran
 * @param effect in which it took effect
 * @param locked whether the row stayed locked until the transaction ended
 * @param together whether both accesses are in one transaction
 * @param certain whether it is known to have taken effect
 * @param state what was seen, or left
 * @param columns those that were read, or written
 */
public record Footprint(
    RecordKey record,
    SpanId spanId,
    boolean written,
    Interval interval,
    Interval effect,
    boolean locked,
    boolean together,
    boolean certain,
    Snapshot state,
    Columns columns) {

  /** The store under whose name calls to something outside stand among footprints. */
  public static final String CALL = "call";

  /** Whether this is no record but a call to something outside, beside a copy that it ended in. */
  public boolean isCall() {
    return record.type().store().system().equals(CALL);
  }
}
