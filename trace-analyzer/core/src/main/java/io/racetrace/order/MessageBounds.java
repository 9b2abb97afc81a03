package io.racetrace.order;

import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What messages tell of the offset of two clocks, one side each way, by window. No answer shows
 * when a clock jumps; so a window's bound is only believed between windows on both of its sides, of
 * which the widest counts.
 */
final class MessageBounds {

  /** Windows on either side that may vouch, and how many of them have to. */
  private static final int NEAR = 4;

  private static final int WITNESSES = 2;

  private static final long NONE = ClockOffset.UNBOUNDED;

  private final NavigableMap<Long, Long> highs;
  private final NavigableMap<Long, Long> lows;
  private final long margin;
  private final int shift;

  /**
   * @param highs by window, by how much the second clock can be ahead at most
   * @param lows by window, by how much it has to be at least
   */
  MessageBounds(
      NavigableMap<Long, Long> highs, NavigableMap<Long, Long> lows, long margin, int shift) {
    this.highs = new TreeMap<>(highs);
    this.lows = new TreeMap<>(lows);
    this.margin = margin;
    this.shift = shift;
  }

  /** The windows in which there are messages. */
  SortedSet<Long> windows() {
    SortedSet<Long> all = new TreeSet<>(highs.keySet());
    all.addAll(lows.keySet());
    return all;
  }

  /** By how much the second clock can be ahead at most; unbounded if no messages tell. */
  long high(long index) {
    long widest = -NONE;
    if (isVouchedFor(highs, index)) {
      for (Map.Entry<Long, Long> window : near(highs, index).entrySet()) {
        widest = Math.max(widest, window.getValue() + away(window.getKey(), index));
      }
    }
    return widest == -NONE ? NONE : widest;
  }

  /** By how much it is ahead at least; unbounded if no messages tell. */
  long low(long index) {
    long widest = NONE;
    if (isVouchedFor(lows, index)) {
      for (Map.Entry<Long, Long> window : near(lows, index).entrySet()) {
        widest = Math.min(widest, window.getValue() - away(window.getKey(), index));
      }
    }
    return widest == NONE ? -NONE : widest;
  }

  private static NavigableMap<Long, Long> near(NavigableMap<Long, Long> series, long index) {
    return series.subMap(index - NEAR, true, index + NEAR, true);
  }

  private static boolean isVouchedFor(NavigableMap<Long, Long> series, long index) {
    return !series.isEmpty()
        && series.subMap(index - NEAR, true, index, false).size() >= WITNESSES
        && series.subMap(index, false, index + NEAR, true).size() >= WITNESSES;
  }

  private long away(long window, long index) {
    return margin + PairClock.drift(Math.abs(window - index) << shift);
  }
}
