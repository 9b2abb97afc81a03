package io.racetrace.column;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A dictionary: every distinct text is stored once, as UTF-8, and known by a number from 0.
 *
 * <p>Statements, names and keys repeat so much that spans shrink to a few bytes each. One thread
 * may add texts while others ask for those that were there when they were started.
 */
public final class Texts {

  private static final int CACHE = 1 << 13;

  private final ByteColumn bytes = new ByteColumn();
  private final LongColumn positions = new LongColumn();
  private int[] slots = new int[1 << 10];
  private final @Nullable Recent[] given = new @Nullable Recent[CACHE];
  private final @Nullable Recent[] recent = new @Nullable Recent[CACHE];

  /** A text that was asked for; whole whichever thread sees it. */
  private record Recent(int index, String text) {}

  /** Gives the number of this text, a new one if it is new. */
  public int index(String text) {
    int place = place(text.hashCode());
    Recent cached = given[place];
    if (cached != null && cached.text.equals(text)) {
      return cached.index;
    }
    int index = number(text);
    given[place] = new Recent(index, text);
    return index;
  }

  private static int place(int hash) {
    return (hash ^ hash >>> 13) & CACHE - 1;
  }

  private int number(String text) {
    byte[] utf8 = text.getBytes(UTF_8);
    int slot = find(utf8, hash(utf8));
    if (slots[slot] != 0) {
      return slots[slot] - 1;
    }
    int index = positions.size();
    positions.add(bytes.position());
    bytes.writeVarint(utf8.length);
    bytes.writeBytes(utf8);
    slots[slot] = index + 1;
    if (index * 3L > slots.length * 2L) {
      grow();
    }
    return index;
  }

  /**
   * Gives the text that has this number.
   *
   * @throws IndexOutOfBoundsException if there is none
   */
  public String text(int index) {
    int place = index & (CACHE - 1);
    Recent cached = recent[place];
    if (cached != null && cached.index == index) {
      return cached.text;
    }
    String text = new String(utf8(index), UTF_8);
    recent[place] = new Recent(index, text);
    return text;
  }

  public int size() {
    return positions.size();
  }

  private byte[] utf8(int index) {
    ByteColumn.Reader reader = bytes.read(positions.get(index));
    return reader.readBytes(reader.readIndex());
  }

  private int find(byte[] utf8, int hash) {
    int slot = hash & (slots.length - 1);
    while (slots[slot] != 0 && !matches(slots[slot] - 1, utf8)) {
      slot = (slot + 1) & (slots.length - 1);
    }
    return slot;
  }

  private boolean matches(int index, byte[] utf8) {
    ByteColumn.Reader reader = bytes.read(positions.get(index));
    if (reader.readIndex() != utf8.length) {
      return false;
    }
    for (byte b : utf8) {
      if ((byte) reader.readByte() != b) {
        return false;
      }
    }
    return true;
  }

  private void grow() {
    int[] old = slots;
    slots = new int[old.length * 2];
    for (int entry : old) {
      if (entry != 0) {
        int slot = hash(utf8(entry - 1)) & (slots.length - 1);
        while (slots[slot] != 0) {
          slot = (slot + 1) & (slots.length - 1);
        }
        slots[slot] = entry;
      }
    }
  }

  private static int hash(byte[] utf8) {
    int hash = Arrays.hashCode(utf8);
    return hash ^ (hash >>> 15) * 0x9E3779B1;
  }
}
