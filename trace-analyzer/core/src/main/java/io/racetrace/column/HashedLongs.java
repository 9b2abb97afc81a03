package io.racetrace.column;

/** A set of numbers; 16 bytes for each at most. Not for concurrent use. */
public final class HashedLongs {

  private long[] slots = new long[1 << 8];
  private boolean hasZero;
  private int size;

  /** Adds a number; whether it is new. */
  public boolean add(long number) {
    if (number == 0) {
      boolean isNew = !hasZero;
      hasZero = true;
      return isNew;
    }
    int slot = find(slots, number);
    if (slots[slot] != 0) {
      return false;
    }
    slots[slot] = number;
    size++;
    if (size * 4L > slots.length * 3L) {
      grow();
    }
    return true;
  }

  public boolean isEmpty() {
    return size == 0 && !hasZero;
  }

  public boolean contains(long number) {
    return number == 0 ? hasZero : slots[find(slots, number)] != 0;
  }

  private static int find(long[] slots, long number) {
    long mixed = number * 0x9E3779B97F4A7C15L;
    int slot = (int) (mixed ^ mixed >>> 32) & slots.length - 1;
    while (slots[slot] != 0 && slots[slot] != number) {
      slot = slot + 1 & slots.length - 1;
    }
    return slot;
  }

  private void grow() {
    long[] larger = new long[slots.length * 2];
    for (long number : slots) {
      if (number != 0) {
        larger[find(larger, number)] = number;
      }
    }
    slots = larger;
  }
}
