package io.racetrace.trace;

/**
 * A closed stretch of time on one clock: both ends belong to it, so two intervals that share only
 * an instant overlap.
 *
 * @param start nanoseconds since 1970-01-01T00:00:00Z
 * @param end nanoseconds since 1970-01-01T00:00:00Z, not before {@code start}
 */
public record Interval(long start, long end) implements Comparable<Interval> {

  /**
   * @throws IllegalArgumentException if the end lies before the start
   */
  public Interval {
    if (end < start) {
      throw new IllegalArgumentException("interval ends before it starts: " + start + ".." + end);
    }
  }

  /** Length in nanoseconds. */
  public long nanos() {
    return end - start;
  }

  public boolean overlaps(Interval other) {
    return start <= other.end && other.start <= end;
  }

  public boolean contains(Interval other) {
    return start <= other.start && other.end <= end;
  }

  @Override
  public int compareTo(Interval other) {
    int byStart = Long.compare(start, other.start);
    return byStart != 0 ? byStart : Long.compare(end, other.end);
  }
}
