package io.racetrace.order;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * How well the clocks of an input are known.
 *
 * @param measuredPairs pairs of instances whose offset calls bound, directly or over others
 * @param statedPairs pairs of instances of which only the stated bound is known
 * @param pairs those that call each other, in canonical order
 * @param circles in how many windows of time an instance is part of a circle of calls that
 *     contradicts itself
 * @param moved by how much clocks that are further off than is stated are ahead of the others', in
 *     nanoseconds
 * @param distrusted instances whose times contradict each other at some time, or were moved
 */
public record ClockSummary(
    long measuredPairs,
    long statedPairs,
    List<Pair> pairs,
    SortedMap<String, Long> circles,
    SortedMap<String, Long> moved,
    SortedSet<String> distrusted) {

  /**
   * Two instances with calls between them.
   *
   * @param calls how many calls bound the offset from both sides
   * @param offset by how much the second clock is ahead of the first over all of the input; null if
   *     calls bound it from one side only
   * @param steps how often one of the clocks jumped
   * @param widestStep by how much it did at most, in nanoseconds
   * @param contradictions in how many windows of time the calls contradict each other
   * @param early in how many windows messages were taken before they were sent, if other times are
   *     right
   * @param beyond in how many windows messages, and calls that nobody waits for, show that the
   *     clocks are further apart than is stated
   */
  public record Pair(
      String first,
      String second,
      long calls,
      @Nullable ClockOffset offset,
      int steps,
      long widestStep,
      int contradictions,
      int early,
      int beyond) {}

  /** Copies the collections. */
  public ClockSummary {
    pairs = List.copyOf(pairs);
    circles = Collections.unmodifiableSortedMap(new TreeMap<>(circles));
    moved = Collections.unmodifiableSortedMap(new TreeMap<>(moved));
    distrusted = Collections.unmodifiableSortedSet(new TreeSet<>(distrusted));
  }

  /** The widest uncertainty of two clocks that call each other, in nanoseconds; 0 if none do. */
  public long widestMeasured() {
    long widest = 0;
    for (Pair pair : pairs) {
      ClockOffset offset = pair.offset();
      if (offset != null) {
        widest = Math.max(widest, offset.uncertainty());
      }
    }
    return widest;
  }
}
