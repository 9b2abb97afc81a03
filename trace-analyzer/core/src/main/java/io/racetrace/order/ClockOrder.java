package io.racetrace.order;

import io.racetrace.access.Access;
import io.racetrace.trace.Interval;
import io.racetrace.trace.ServiceInstance;

/** Orders accesses by their times, as far as the offset of the clocks lets it. */
final class ClockOrder {

  private final ClockBounds stated;
  private final MeasuredClocks measured;

  ClockOrder(ClockBounds stated, MeasuredClocks measured) {
    this.stated = stated;
    this.measured = measured;
  }

  Relation compare(Access a, Access b) {
    return compare(a.site().instance(), a.effect(), b.site().instance(), b.effect());
  }

  Relation compare(ServiceInstance a, Interval first, ServiceInstance b, Interval second) {
    if (isCoarse(first) || isCoarse(second)) {
      return Relation.UNKNOWN;
    }
    ClockOffset offset = offset(a, first, b, second);
    long untilB = second.start() - first.end();
    long untilA = first.start() - second.end();
    if (untilB > offset.high()) {
      return new Relation(Ordering.BEFORE, edge(untilB - offset.centre(), offset));
    }
    if (untilA > -offset.low()) {
      return new Relation(Ordering.AFTER, edge(untilA + offset.centre(), offset));
    }
    if (-untilB > -offset.low() && -untilA > offset.high()) {
      long gap = Math.max(untilA + offset.centre(), untilB - offset.centre());
      return new Relation(Ordering.CONCURRENT, edge(gap, offset));
    }
    return Relation.UNKNOWN;
  }

  /** By how much the clock of B is ahead of A's while the two intervals last. */
  ClockOffset offset(ServiceInstance a, Interval first, ServiceInstance b, Interval second) {
    if (!a.equals(b)) {
      return measured.offset(a, first, b, second);
    }
    long jump = measured.jumpAround(a, first, second);
    return jump == 0 && ClockBounds.shareClock(a, b)
        ? ClockOffset.within(stated.between(a, b), ClockSource.SAME_CLOCK)
        : ClockOffset.within(stated.between(a, b) + jump, ClockSource.STATED);
  }

  private static Edge edge(long gap, ClockOffset offset) {
    return new Edge.Clocks(gap, offset);
  }

  /** A store's answer takes time: an interval of length zero means that the clock is too coarse. */
  private static boolean isCoarse(Interval interval) {
    return interval.nanos() == 0;
  }
}
