package io.racetrace.trace;

import io.racetrace.column.LongColumn;

/** Finds the row of a trace by its id: one look where a search in order would take a score. */
final class TraceIndex {

  private final LongColumn high;
  private final LongColumn low;

  /** Rows from 1 on, each where its trace's hash says or next to it; 0 where there is none. */
  private int[] slots = new int[1 << 8];

  private int size;

  /**
   * @param high the upper halves of the traces' ids, by row
   * @param low the lower halves
   */
  TraceIndex(LongColumn high, LongColumn low) {
    this.high = high;
    this.low = low;
  }

  /** Takes in a row that the columns already have; of two rows of one trace the first stays. */
  void put(TraceId trace, int row) {
    int slot = slot(trace.high(), trace.low());
    if (slots[slot] != 0) {
      return;
    }
    slots[slot] = row + 1;
    size++;
    if (size * 2L > slots.length) {
      grow();
    }
  }

  /** The row of the trace; -1 if there is none. */
  int get(TraceId trace) {
    return slots[slot(trace.high(), trace.low())] - 1;
  }

  private int slot(long traceHigh, long traceLow) {
    long mixed = (traceHigh * 31 + traceLow) * 0x9E3779B97F4A7C15L;
    int slot = (int) (mixed >>> 32) & slots.length - 1;
    while (slots[slot] != 0 && !isAt(slots[slot] - 1, traceHigh, traceLow)) {
      slot = slot + 1 & slots.length - 1;
    }
    return slot;
  }

  private boolean isAt(int row, long traceHigh, long traceLow) {
    return low.get(row) == traceLow && high.get(row) == traceHigh;
  }

  private void grow() {
    int[] old = slots;
    slots = new int[old.length * 2];
    for (int row : old) {
      if (row != 0) {
        slots[slot(high.get(row - 1), low.get(row - 1))] = row;
      }
    }
  }
}
