package io.racetrace.timeline;

import io.racetrace.timeline.Timeline.Bond;
import io.racetrace.timeline.Timeline.Event;
import io.racetrace.timeline.Timeline.Side;
import io.racetrace.timeline.Timeline.Tie;
import java.util.HashMap;
import java.util.Map;

/** From when to when each side was at work: around its events and all that it waited for. */
final class TimelineExtents {

  private static final double MARGIN = 0.3;
  private static final double CALL = 0.1;
  private static final double SEND = 0.1;

  private final Timeline timeline;
  private final Map<String, Extent> known = new HashMap<>();

  /** In milliseconds of true time from the beginning of the timeline. */
  record Extent(double from, double to) {}

  TimelineExtents(Timeline timeline) {
    this.timeline = timeline;
  }

  Extent of(Side side) {
    Extent extent = known.get(side.name());
    if (extent == null) {
      extent = measure(side);
      known.put(side.name(), extent);
    }
    return extent;
  }

  private Extent measure(Side side) {
    double from = Double.MAX_VALUE;
    double to = 0;
    for (Event event : timeline.events()) {
      if (event.side().equals(side.name())) {
        from = Math.min(from, event.millis());
        to = Math.max(to, event.end());
      }
    }
    for (Side other : timeline.sides()) {
      for (Tie tie : other.ties()) {
        if (tie.side().equals(side.name())
            && (tie.bond() == Bond.CALLED_BY || tie.bond() == Bond.BESIDE)) {
          Extent awaited = tie.bond() == Bond.BESIDE ? of(other) : call(other, tie);
          from = Math.min(from, awaited.from());
          to = Math.max(to, awaited.to());
        }
      }
    }
    return new Extent(Math.min(from, to) - MARGIN, to + MARGIN);
  }

  /** The call that a side serves, as its caller waited for it. */
  Extent call(Side callee, Tie tie) {
    Extent work = of(callee);
    double from = work.from() - CALL;
    return new Extent(from, tie.waits() == null ? work.to() + CALL : from + tie.waits());
  }

  /** A message that no line tells the sending of: the last thing its sender did before it came. */
  Extent sending(Side consumer, Tie tie) {
    double from = of(consumer).from() - 2 * SEND;
    for (Side sender : timeline.sides()) {
      if (sender.name().equals(tie.side())) {
        from = Math.min(from, of(sender).to() - MARGIN + SEND / 2);
      }
    }
    return new Extent(from, from + SEND);
  }
}
