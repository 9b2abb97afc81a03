package io.racetrace.history;

import io.racetrace.access.RecordKey;

/**
 * How often each key came, in bounded memory: to the unit while there are at most {@value #EXACT}
 * keys, and from then on as one row of signed counters (a count sketch: Charikar, Chen and
 * Farach-Colton, 2002), of which products are right but for some percent. Which of both it is
 * depends on the keys alone, not on their order.
 */
final class KeyCounts {

  static final int EXACT = 1024;

  /** The error of a sum of squares is about sqrt(2 / this): 3 %. */
  private static final int WIDTH = 2048;

  // Open addressing; 0 marks a free place. Empty once there is a sketch.
  private long[] keys = new long[8];
  private long[] counts = new long[8];
  private int distinct;
  private long total;
  private long[] sketch = new long[0];

  void add(RecordKey record) {
    add(hash(record), 1);
  }

  void add(KeyCounts other) {
    if (other.isSketch()) {
      long sum = total + other.total;
      toSketch();
      for (int i = 0; i < WIDTH; i++) {
        sketch[i] += other.sketch[i];
      }
      total = sum;
      return;
    }
    for (int i = 0; i < other.keys.length; i++) {
      if (other.keys[i] != 0) {
        add(other.keys[i], other.counts[i]);
      }
    }
  }

  /** How many ordered pairs of two arrivals there are that came with the same key. */
  double pairs() {
    double squares = 0;
    for (long count : isSketch() ? sketch : counts) {
      squares += (double) count * count;
    }
    return Math.max(0, squares - total);
  }

  /** How many pairs of an arrival here and one there came with the same key. */
  double pairs(KeyCounts other) {
    double product = 0;
    if (!isSketch() && !other.isSketch()) {
      for (int i = 0; i < keys.length; i++) {
        if (keys[i] != 0) {
          product += (double) counts[i] * other.exactly(keys[i]);
        }
      }
      return product;
    }
    long[] one = sketched();
    long[] two = other.sketched();
    for (int i = 0; i < WIDTH; i++) {
      product += (double) one[i] * two[i];
    }
    return Math.max(0, product);
  }

  boolean isExact() {
    return !isSketch();
  }

  private boolean isSketch() {
    return sketch.length > 0;
  }

  private void add(long key, long count) {
    total += count;
    if (isSketch()) {
      count(sketch, key, count);
      return;
    }
    int place = place(key);
    if (keys[place] == 0) {
      if (distinct == EXACT) {
        toSketch();
        count(sketch, key, count);
        return;
      }
      keys[place] = key;
      distinct++;
    }
    counts[place] += count;
    if (distinct * 2 > keys.length) {
      grow();
    }
  }

  private long exactly(long key) {
    return counts[place(key)];
  }

  private int place(long key) {
    int place = (int) key & keys.length - 1;
    while (keys[place] != 0 && keys[place] != key) {
      place = place + 1 & keys.length - 1;
    }
    return place;
  }

  private void grow() {
    long[] oldKeys = keys;
    long[] oldCounts = counts;
    keys = new long[oldKeys.length * 2];
    counts = new long[oldKeys.length * 2];
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldKeys[i] != 0) {
        int place = place(oldKeys[i]);
        keys[place] = oldKeys[i];
        counts[place] = oldCounts[i];
      }
    }
  }

  private void toSketch() {
    if (!isSketch()) {
      sketch = sketched();
      keys = new long[0];
      counts = new long[0];
    }
  }

  private long[] sketched() {
    if (isSketch()) {
      return sketch;
    }
    long[] made = new long[WIDTH];
    for (int i = 0; i < keys.length; i++) {
      if (keys[i] != 0) {
        count(made, keys[i], counts[i]);
      }
    }
    return made;
  }

  /** The sign is a bit that the place does not use. */
  private static void count(long[] sketch, long key, long count) {
    sketch[(int) (key >>> 32) & WIDTH - 1] += key < 0 ? -count : count;
  }

  /** 64 bits that are never 0: FNV-1a over the key, then mixed (the finalizer of MurmurHash3). */
  private static long hash(RecordKey record) {
    long hash = 0xcbf29ce484222325L ^ record.kind().ordinal();
    String key = record.key();
    for (int i = 0; i < key.length(); i++) {
      hash = (hash ^ key.charAt(i)) * 0x100000001b3L;
    }
    hash = (hash ^ hash >>> 33) * 0xff51afd7ed558ccdL;
    hash = (hash ^ hash >>> 33) * 0xc4ceb9fe1a85ec53L;
    hash ^= hash >>> 33;
    return hash == 0 ? 1 : hash;
  }
}
