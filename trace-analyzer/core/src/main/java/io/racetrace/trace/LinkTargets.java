package io.racetrace.trace;

import io.racetrace.column.LongColumn;
import io.racetrace.column.RowOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The spans that links point to, before and after they are found. */
final class LinkTargets {

  private final LongColumn high = new LongColumn();
  private final LongColumn low = new LongColumn();
  private final LongColumn span = new LongColumn();
  private int @Nullable [] sorted;
  private int[] nodes = new int[0];

  void learn(Span linking) {
    for (SpanLink link : linking.links()) {
      high.add(link.traceId().high());
      low.add(link.traceId().low());
      span.add(link.spanId().value());
    }
  }

  /** The first place of this trace's targets in the order of all; see {@link #isIn}. */
  int first(TraceId trace) {
    return first(trace.high(), trace.low(), 0);
  }

  /** Where this target is in the order of all; -1 if it was not learned. */
  int place(SpanLink link) {
    int place = first(link.traceId().high(), link.traceId().low(), link.spanId().value());
    return isIn(link.traceId(), place) && spanAt(place).equals(link.spanId()) ? place : -1;
  }

  boolean isIn(TraceId trace, int place) {
    if (high.size() == 0) {
      return false;
    }
    int[] rows = sorted();
    return place < rows.length
        && high.get(rows[place]) == trace.high()
        && low.get(rows[place]) == trace.low();
  }

  SpanId spanAt(int place) {
    return new SpanId(span.get(sorted()[place]));
  }

  void found(int place, int node) {
    nodes[place] = node;
  }

  /** The node of the target; -1 if the input does not have it. */
  int node(int place) {
    return nodes[place];
  }

  private int first(long traceHigh, long traceLow, long spanId) {
    if (high.size() == 0) {
      return 0;
    }
    int[] rows = sorted();
    int from = 0;
    int to = rows.length;
    while (from < to) {
      int middle = (from + to) >>> 1;
      if (compare(rows[middle], traceHigh, traceLow, spanId) < 0) {
        from = middle + 1;
      } else {
        to = middle;
      }
    }
    return from;
  }

  /** Several threads may ask at once, but none while spans are still learned. */
  private synchronized int[] sorted() {
    int[] rows = sorted;
    if (rows == null || rows.length != high.size()) {
      rows =
          RowOrder.sorted(
              high.size(),
              (left, right) -> compare(left, high.get(right), low.get(right), span.get(right)));
      sorted = rows;
      nodes = new int[rows.length];
      Arrays.fill(nodes, -1);
    }
    return rows;
  }

  private int compare(int row, long traceHigh, long traceLow, long spanId) {
    int byHigh = Long.compareUnsigned(high.get(row), traceHigh);
    int byLow = byHigh != 0 ? byHigh : Long.compareUnsigned(low.get(row), traceLow);
    return byLow != 0 ? byLow : Long.compareUnsigned(span.get(row), spanId);
  }
}
