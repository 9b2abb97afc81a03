package io.racetrace.trace;

import java.util.Arrays;
import java.util.Objects;

/**
 * The names of a span's attributes, each with its place. Spans of one kind have the same names, so
 * that one of these serves thousands of them; looking up a name that is not there, as is done most,
 * costs next to nothing.
 */
final class AttributeNames {

  static final AttributeNames NONE = new AttributeNames(new String[0]);

  private final String[] names;

  /** Places and one, by the hashes of the names. */
  private final int[] slots;

  /** Has a bit for each name, at a place that its hash gives. */
  private final long marks;

  private final int hash;

  /**
   * @param names no two equal ones; never changed from here on
   */
  AttributeNames(String[] names) {
    this.names = names;
    slots = new int[Math.max(2, Integer.highestOneBit(Math.max(1, names.length)) * 4)];
    long all = 0;
    for (int i = 0; i < names.length; i++) {
      int mixed = mixed(names[i].hashCode());
      all |= 1L << mixed;
      int slot = mixed >>> 8 & slots.length - 1;
      while (slots[slot] != 0) {
        slot = slot + 1 & slots.length - 1;
      }
      slots[slot] = i + 1;
    }
    marks = all;
    hash = Arrays.hashCode(names);
  }

  AttributeNames with(String name) {
    String[] more = Arrays.copyOf(names, names.length + 1);
    more[names.length] = Objects.requireNonNull(name);
    return new AttributeNames(more);
  }

  int size() {
    return names.length;
  }

  String name(int place) {
    return names[place];
  }

  /** Where this name is; -1 if it is not among these. */
  @SuppressWarnings("ReferenceEquality") // mostly the same object; what is equal is found as well
  int place(String name) {
    int hashed = name.hashCode();
    int mixed = mixed(hashed);
    if ((marks & 1L << mixed) == 0) {
      return -1;
    }
    int slot = mixed >>> 8 & slots.length - 1;
    while (slots[slot] != 0) {
      String known = names[slots[slot] - 1];
      if (known == name || known.hashCode() == hashed && known.equals(name)) {
        return slots[slot] - 1;
      }
      slot = slot + 1 & slots.length - 1;
    }
    return -1;
  }

  private static int mixed(int hash) {
    int mixed = hash * 0x9E3779B9;
    return mixed ^ mixed >>> 15;
  }

  /** Whether these are the same names in the same places. */
  @Override
  public boolean equals(Object other) {
    return this == other
        || other instanceof AttributeNames those
            && hash == those.hash
            && Arrays.equals(names, those.names);
  }

  @Override
  public int hashCode() {
    return hash;
  }
}
