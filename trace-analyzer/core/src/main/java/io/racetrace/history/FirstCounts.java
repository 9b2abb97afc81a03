package io.racetrace.history;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;

/**
 * Counts by key. Only the first keys in order are kept apart, the others are counted together, so
 * that memory stays bounded whatever comes. The result depends on what was added alone, not on the
 * order, nor on what was added up before.
 */
final class FirstCounts<K extends Comparable<K>> {

  private final int limit;
  private final UnaryOperator<K> rest;
  private final TreeMap<K, long[]> named = new TreeMap<>();
  private final TreeMap<K, long[]> further = new TreeMap<>();

  /**
   * @param rest the key under which another one is counted that is not kept apart; itself for such
   *     a key
   */
  FirstCounts(int limit, UnaryOperator<K> rest) {
    this.limit = limit;
    this.rest = rest;
  }

  void add(K key, long... counts) {
    K together = rest.apply(key);
    if (together.equals(key)) {
      add(further, together, counts);
      return;
    }
    add(named, key, counts);
    if (named.size() > limit) {
      // What leaves has that many before it for good, so it will never be kept apart again.
      Map.Entry<K, long[]> last = named.pollLastEntry();
      add(further, rest.apply(last.getKey()), last.getValue());
    }
  }

  private static <K> void add(Map<K, long[]> to, K key, long[] counts) {
    long[] sum = to.get(key);
    if (sum == null) {
      sum = new long[counts.length];
      to.put(key, sum);
    }
    for (int i = 0; i < counts.length; i++) {
      sum[i] += counts[i];
    }
  }

  /** In order, what was counted together last. */
  void forEach(BiConsumer<K, long[]> consumer) {
    named.forEach(consumer);
    further.forEach(consumer);
  }
}
