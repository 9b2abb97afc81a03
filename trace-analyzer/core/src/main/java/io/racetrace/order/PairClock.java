package io.racetrace.order;

import io.racetrace.trace.ServiceInstance;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * By how much the clock of one instance is ahead of another one's, window by window, from the calls
 * between the two alone. What it tells of a window holds for the windows around it, too: so a step
 * of a clock that no call shows at once can't make a bound that is too narrow.
 */
final class PairClock {

  /** A clock runs up to 30 ppm fast or slow, so two of them part by twice that. */
  private static final long DRIFT_PPM = 60;

  /** Windows around the one that is asked for that must agree. */
  private static final int NEAR = 2;

  private static final long NONE = ClockOffset.UNBOUNDED;

  private final ServiceInstance first;
  private final ServiceInstance second;
  private final int shift;
  private final long margin;
  private final TreeMap<Long, Window> lows = new TreeMap<>();
  private final TreeMap<Long, Window> highs = new TreeMap<>();
  private final TreeMap<Long, Step> steps = new TreeMap<>();
  private final MessageBounds messages;
  private long widestStep;
  private long calls;
  private int contradictions;
  private int early;
  private int beyond;

  /** What the calls of one window say: the extremes of either bound. */
  private static final class Window {
    private final long index;
    private long low = -NONE;
    private long high = NONE;
    private long leastLow = NONE;
    private long mostHigh = -NONE;
    private boolean isContradiction;

    private Window(long index) {
      this.index = index;
    }
  }

  /** A jump between two windows, and what is known of the offset on both of its sides. */
  private record Step(long before, long after, long low, long high, long size) {}

  /** Extremes of one bound, in nanoseconds. */
  record Bound(long least, long most, long calls) {}

  /**
   * What holds at one moment.
   *
   * @param low unbounded if no call tells
   * @param high unbounded if no call tells
   * @param isTrusted false where calls contradict each other
   */
  record At(long low, long high, boolean isTrusted) {}

  private PairClock(Builder from) {
    first = from.first;
    second = from.second;
    shift = from.shift;
    calls = from.calls;
    // Windows are those of the pair's own mean clock, and are asked for to half a window.
    margin = from.stated.measuring() + drift(2L << shift);
    messages = new MessageBounds(from.messageHighs, from.messageLows, margin, shift);
    Window lastLow = null;
    Window lastHigh = null;
    List<Window> open = new ArrayList<>();
    for (Window window : from.windows.values()) {
      boolean contradicts = window.low - margin > window.high + margin;
      if (contradicts) {
        contradict(window);
        open.add(window);
      } else if (jumped(lastLow, lastHigh, window)) {
        step(lastLow == null ? lastHigh : lastLow, lastHigh == null ? lastLow : lastHigh, window);
        // The jump explains what contradicted itself while it happened.
        open.forEach(between -> between.isContradiction = false);
        contradictions -= open.size();
        open.clear();
      }
      if (window.low > -NONE) {
        lows.put(window.index, window);
        lastLow = contradicts ? lastLow : window;
      }
      if (window.high < NONE) {
        highs.put(window.index, window);
        lastHigh = contradicts ? lastHigh : window;
      }
      if (!contradicts) {
        open.clear();
      }
    }
    long limit = from.stated.widest();
    for (long index : windows()) {
      long low = Math.max(low(index), messages.low(index));
      long high = Math.min(high(index), messages.high(index));
      // What calls say against each other has been counted.
      early += low > high && low(index) <= high(index) ? 1 : 0;
      beyond += !isTwoSided() && (high < -limit || low > limit) ? 1 : 0;
    }
  }

  private SortedSet<Long> windows() {
    SortedSet<Long> all = new TreeSet<>(lows.keySet());
    all.addAll(highs.keySet());
    all.addAll(messages.windows());
    return all;
  }

  /** Collects the windows of one pair. */
  static final class Builder {
    private final ServiceInstance first;
    private final ServiceInstance second;
    private final ClockBounds stated;
    private final int shift;
    private final TreeMap<Long, Window> windows = new TreeMap<>();
    private final TreeMap<Long, Long> messageHighs = new TreeMap<>();
    private final TreeMap<Long, Long> messageLows = new TreeMap<>();
    private long calls;

    Builder(ServiceInstance first, ServiceInstance second, ClockBounds stated, int shift) {
      this.first = first;
      this.second = second;
      this.stated = stated;
      this.shift = shift;
    }

    /**
     * @param starts by how much callees seem to start after their callers
     * @param ends by how much they seem to end after them; null if nobody waits
     */
    void add(long index, boolean clientFirst, Bound starts, @Nullable Bound ends) {
      Window window = windows.computeIfAbsent(index, Window::new);
      if (clientFirst) {
        upper(window, starts.least, starts.most);
      } else {
        lower(window, -starts.least, -starts.most);
      }
      if (ends != null) {
        calls += ends.calls;
        if (clientFirst) {
          lower(window, ends.most, ends.least);
        } else {
          upper(window, -ends.most, -ends.least);
        }
      }
    }

    /**
     * @param later by how much the receiver seems to have begun after the sender
     */
    void addMessage(long index, boolean senderFirst, long later) {
      if (senderFirst) {
        messageHighs.merge(index, later, Math::min);
      } else {
        messageLows.merge(index, -later, Math::max);
      }
    }

    private static void upper(Window window, long tightest, long loosest) {
      window.high = Math.min(window.high, tightest);
      window.mostHigh = Math.max(window.mostHigh, loosest);
    }

    private static void lower(Window window, long tightest, long loosest) {
      window.low = Math.max(window.low, tightest);
      window.leastLow = Math.min(window.leastLow, loosest);
    }

    PairClock build() {
      return new PairClock(this);
    }
  }

  /** By how much two clocks may part in so many nanoseconds. */
  static long drift(long nanos) {
    return nanos / 1_000_000 * DRIFT_PPM + DRIFT_PPM;
  }

  /** Whether no offset that drifts fits both sides. */
  private boolean jumped(@Nullable Window lastLow, @Nullable Window lastHigh, Window window) {
    return lastHigh != null && window.low - reach(window, lastHigh) > lastHigh.high
        || lastLow != null && window.high + reach(window, lastLow) < lastLow.low;
  }

  private long reach(Window window, Window other) {
    return 2 * margin + drift((window.index - other.index) << shift);
  }

  /** No offset satisfies all calls: then only what the loosest of them say is kept. */
  private void contradict(Window window) {
    window.isContradiction = true;
    window.low = Math.min(window.leastLow, window.high);
    window.high = Math.max(window.mostHigh, window.low);
    contradictions++;
  }

  private void step(@Nullable Window lowSide, @Nullable Window highSide, Window after) {
    Window low = lowSide == null ? after : lowSide;
    Window high = highSide == null ? after : highSide;
    long least = Math.min(low.low, after.low);
    long most = Math.max(high.high, after.high);
    long size = Math.max(0, Math.max(after.low - high.high, low.low - after.high));
    long before = Math.min(low.index, high.index);
    steps.put(after.index, new Step(before, after.index, least, most, size));
    widestStep = Math.max(widestStep, size);
  }

  /** What holds at a time halfway between the two clocks, counted from the origin. */
  At at(long time) {
    long index = time >> shift;
    long low = low(index);
    long high = high(index);
    boolean trusted = isTrusted(lows, index) && isTrusted(highs, index);
    // Where a clock jumped, windows that other clocks name may be off by as much as it jumped.
    long away = NEAR + (widestStep >> shift);
    for (Step step : steps.tailMap(index - away).values()) {
      if (step.before > index + away) {
        break;
      }
      low = Math.min(low, step.low - margin);
      high = Math.max(high, step.high + margin);
    }
    low = Math.max(low, messages.low(index));
    high = Math.min(high, messages.high(index));
    return low <= high ? new At(low, high, trusted) : new At(high, low, false);
  }

  /**
   * By how much one clock may have jumped around this time, so that it can't even be compared with
   * itself; in nanoseconds, 0 if nothing shows that it has.
   */
  long jumpAround(long time) {
    if (steps.isEmpty() && contradictions == 0 && early == 0) {
      return 0;
    }
    long index = time >> shift;
    long away = NEAR + (widestStep >> shift);
    long jump = 0;
    for (Step step : steps.tailMap(index - away).values()) {
      if (step.before <= index + away) {
        jump = Math.max(jump, step.high - step.low + 2 * margin);
      }
    }
    At at = at(time);
    return at.isTrusted ? jump : Math.max(jump, at.high - at.low);
  }

  private static boolean isTrusted(NavigableMap<Long, Window> series, long index) {
    return series.subMap(index - NEAR, true, index + NEAR, true).values().stream()
        .noneMatch(window -> window.isContradiction);
  }

  private long low(long index) {
    long low = NONE;
    for (Window window : around(lows, index)) {
      low = Math.min(low, window.low - margin - away(window, index));
    }
    return low == NONE ? -NONE : low;
  }

  private long high(long index) {
    long high = -NONE;
    for (Window window : around(highs, index)) {
      high = Math.max(high, window.high + margin + away(window, index));
    }
    return high == -NONE ? NONE : high;
  }

  private long away(Window window, long index) {
    return drift(Math.abs(window.index - index) << shift);
  }

  /** The window itself and its neighbours; where there are none near, the nearest. */
  private static Iterable<Window> around(NavigableMap<Long, Window> series, long index) {
    Window own = series.get(index);
    Map.Entry<Long, Window> before = series.lowerEntry(index);
    Map.Entry<Long, Window> after = series.higherEntry(index);
    long toBefore = before == null ? Long.MAX_VALUE : index - before.getKey();
    long toAfter = after == null ? Long.MAX_VALUE : after.getKey() - index;
    long reach = own != null ? NEAR : Math.max(NEAR, Math.min(toBefore, toAfter));
    List<Window> around = new ArrayList<>(3);
    if (own != null) {
      around.add(own);
    }
    if (before != null && toBefore <= reach) {
      around.add(before.getValue());
    }
    if (after != null && toAfter <= reach) {
      around.add(after.getValue());
    }
    return around;
  }

  /** What holds at every time that calls tell of, and between them. */
  ClockOffset all() {
    long low = NONE;
    long high = -NONE;
    long last = Long.MIN_VALUE;
    long widestGap = 0;
    for (long time : times()) {
      At at = at(time);
      low = Math.min(low, at.low);
      high = Math.max(high, at.high);
      widestGap = last == Long.MIN_VALUE ? 0 : Math.max(widestGap, time - last);
      last = time;
    }
    long between = drift(widestGap);
    return new ClockOffset(low - between, high + between, ClockSource.MEASURED, calls);
  }

  ServiceInstance first() {
    return first;
  }

  ServiceInstance second() {
    return second;
  }

  long calls() {
    return calls;
  }

  int steps() {
    return steps.size();
  }

  /** The furthest jump, in nanoseconds. */
  long widestStep() {
    return widestStep;
  }

  int contradictions() {
    return contradictions;
  }

  /**
   * In how many windows messages began to be worked on before they were sent, if calls are right.
   */
  int early() {
    return early;
  }

  /**
   * In how many windows what nobody waits for shows that the clocks are further apart than stated.
   */
  int beyond() {
    return beyond;
  }

  boolean isTwoSided() {
    return !lows.isEmpty() && !highs.isEmpty();
  }

  /** The windows that calls tell of, by their middle, halfway between the two clocks. */
  List<Long> times() {
    return windows().stream().map(index -> (index << shift) + (1L << shift - 1)).toList();
  }
}
