package io.racetrace.advise;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.DoubleUnaryOperator;

/**
 * How long something took, or how often it came, in bounded memory: each power of two is cut into
 * 16 steps, so that a quantile is right to some 6 % and the mean is exact. Counts add up, in any
 * order.
 */
public final class Distribution {

  private static final int BITS = 4;
  private static final int STEPS = 1 << BITS;

  private final SortedMap<Integer, Long> counts = new TreeMap<>();
  private long count;
  private long sum;

  /** Adds one value; what is negative counts as 0. */
  void add(long value) {
    add(value, 1);
  }

  void add(long value, long times) {
    long counted = Math.max(0, value);
    if (times > 0) {
      counts.merge(step(counted), times, Long::sum);
      count += times;
      sum += counted * times;
    }
  }

  void add(Distribution other) {
    other.counts.forEach((step, times) -> counts.merge(step, times, Long::sum));
    count += other.count;
    sum += other.sum;
  }

  public long count() {
    return count;
  }

  public boolean isEmpty() {
    return count == 0;
  }

  /** 0 where nothing was added. */
  public double mean() {
    return count == 0 ? 0 : (double) sum / count;
  }

  /** What a function gives of each value, on average; 0 where nothing was added. */
  double average(DoubleUnaryOperator function) {
    double total = 0;
    for (Map.Entry<Integer, Long> each : counts.entrySet()) {
      total += function.applyAsDouble(middle(each.getKey())) * each.getValue();
    }
    return count == 0 ? 0 : total / count;
  }

  /**
   * The value that this share of all is not above, by nearest rank; 0 where nothing was added.
   *
   * @param share above 0, at most 1
   */
  public double quantile(double share) {
    long rank = (long) Math.ceil(share * count);
    long seen = 0;
    for (Map.Entry<Integer, Long> each : counts.entrySet()) {
      seen += each.getValue();
      if (seen >= rank) {
        return middle(each.getKey());
      }
    }
    return 0;
  }

  private static int step(long value) {
    if (value < STEPS) {
      return (int) value;
    }
    int power = 63 - Long.numberOfLeadingZeros(value);
    return (power - BITS + 1) * STEPS + (int) (value >>> power - BITS) - STEPS;
  }

  private static double middle(int step) {
    if (step < STEPS) {
      return step;
    }
    int power = step / STEPS - 1;
    long from = (long) (STEPS + step % STEPS) << power;
    return from + ((1L << power) - 1) / 2.0;
  }
}
