package io.racetrace.column;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A dictionary of objects that come again and again: each distinct one is known by a number from 0.
 *
 * <p>One thread may add objects; others may ask for those that were there when they were started.
 */
public final class Numbered<T> {

  private final Map<T, Integer> numbers = new HashMap<>();
  private final List<T> all = new ArrayList<>();

  /** Gives the number of this object, a new one if it is new. */
  public int number(T object) {
    Integer known = numbers.get(object);
    if (known != null) {
      return known;
    }
    numbers.put(object, all.size());
    all.add(object);
    return all.size() - 1;
  }

  /**
   * Gives the object that has this number.
   *
   * @throws IndexOutOfBoundsException if there is none
   */
  public T get(int number) {
    return all.get(number);
  }
}
