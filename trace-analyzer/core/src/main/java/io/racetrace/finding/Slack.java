package io.racetrace.finding;

import io.racetrace.order.ClockOffset;

/**
 * By how much the clock of side B could be shifted and the verdict by times would still hold.
 *
 * @param from nanoseconds, the furthest shift backwards
 * @param to nanoseconds, the furthest shift forwards
 * @param shift by how much B's times may have to be shifted, as far as clocks are known
 */
public record Slack(long from, long to, ClockOffset shift) {

  /** Whether the verdict holds for every shift that clocks allow. */
  public boolean coversShift() {
    return from < shift.low() && shift.high() < to;
  }
}
