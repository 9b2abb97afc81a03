package io.racetrace.trace;

import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Numbers, from 1, for what repeats without end: the first few thousand distinct things get one.
 * For any number of threads; which things get which numbers depends on who comes first.
 */
final class FirstFew<T> {

  /** More of them are no longer few, and have to be told in full each time. */
  private static final int MOST = 10_000;

  /** What the things that have no number are known by. */
  static final int NONE = 0;

  private final Map<T, Integer> numbers = new ConcurrentHashMap<>();
  private volatile @Nullable Object[] things = new @Nullable Object[16];
  private int count;

  int number(T thing) {
    Integer number = numbers.get(thing);
    return number != null ? number : added(thing);
  }

  private synchronized int added(T thing) {
    Integer known = numbers.get(thing);
    if (known != null) {
      return known;
    }
    if (count == MOST) {
      return NONE;
    }
    int number = ++count;
    @Nullable Object[] all = things;
    if (number == all.length) {
      all = Arrays.copyOf(all, number * 2);
    }
    all[number] = thing;
    things = all;
    numbers.put(thing, number);
    return number;
  }

  /** The thing that was given this number. */
  @SuppressWarnings("unchecked") // only such things were put there
  T thing(int number) {
    T thing = (T) things[number];
    if (thing == null) {
      throw new IndexOutOfBoundsException(number);
    }
    return thing;
  }
}
