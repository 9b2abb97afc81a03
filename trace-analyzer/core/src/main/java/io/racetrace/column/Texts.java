package io.racetrace.column;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/**
 * A dictionary: every distinct text is stored once, as UTF-8, and known by a number from 0. A text
 * that is a whole number itself, as many keys and values are, is not stored at all: its number says
 * it. Those have odd numbers, all others even ones.
 *
 * <p>Statements, names and keys repeat so much that spans shrink to a few bytes each. For any
 * number of threads; which numbers the texts get depends on who comes first, so nothing else may
 * depend on them. A text that is there is found without a lock.
 */
public final class Texts {

  private static final int CACHE = 1 << 13;

  /** A longer whole number may not fit beside the bit that tells it from a stored text. */
  private static final int MOST_DIGITS = 9;

  private final ByteColumn bytes = new ByteColumn();
  private final LongColumn positions = new LongColumn();
  private final @Nullable Recent[] given = new @Nullable Recent[CACHE];
  private final @Nullable Recent[] recent = new @Nullable Recent[CACHE];

  /**
   * The hash of a text above its number and one. A slot is filled when the text is there for all to
   * see.
   */
  private volatile AtomicLongArray slots = new AtomicLongArray(1 << 10);

  /** A text that was asked for; whole whichever thread sees it. */
  private record Recent(int index, String text) {}

  /** Gives the number of this text, a new one if it is new; below the largest integer. */
  public int index(String text) {
    int number = wholeNumber(text);
    return number >= 0 ? number << 1 | 1 : stored(text) << 1;
  }

  /** The number that this text is, as it is written without need; -1 if it is none. */
  private static int wholeNumber(String text) {
    int length = text.length();
    if (length == 0 || length > MOST_DIGITS || length > 1 && text.charAt(0) == '0') {
      return -1;
    }
    int number = 0;
    for (int i = 0; i < length; i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      number = number * 10 + digit;
    }
    return number;
  }

  private int stored(String text) {
    int hash = text.hashCode();
    int place = (hash ^ hash >>> 13) & CACHE - 1;
    Recent cached = given[place];
    if (cached != null && cached.text.equals(text)) {
      return cached.index;
    }
    byte[] utf8 = text.getBytes(UTF_8);
    int known = number(slots, utf8, hash(utf8));
    int index = known >= 0 ? known : added(utf8);
    given[place] = new Recent(index, text);
    return index;
  }

  private synchronized int added(byte[] utf8) {
    int hash = hash(utf8);
    int known = number(slots, utf8, hash);
    if (known >= 0) {
      return known;
    }
    int index = positions.size();
    positions.add(bytes.position());
    bytes.writeVarint(utf8.length);
    bytes.writeBytes(utf8, 0, utf8.length);
    if (index * 3L > slots.length() * 2L) {
      grow();
    }
    put(slots, (long) hash << Integer.SIZE | index + 1);
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
    String text = (index & 1) == 0 ? stored(index >>> 1) : Integer.toString(index >>> 1);
    recent[place] = new Recent(index, text);
    return text;
  }

  private String stored(int index) {
    ByteColumn.Reader reader = bytes.read(positions.get(index));
    return new String(reader.readBytes(reader.readIndex()), UTF_8);
  }

  /** How many texts are stored. */
  public int size() {
    return positions.size();
  }

  /** The number of a text; -1 if it is not there. */
  private int number(AtomicLongArray in, byte[] utf8, int hash) {
    int last = in.length() - 1;
    int slot = hash & last;
    for (long entry = in.get(slot); entry != 0; entry = in.get(slot)) {
      int index = (int) entry - 1;
      if ((int) (entry >> Integer.SIZE) == hash && matches(index, utf8)) {
        return index;
      }
      slot = slot + 1 & last;
    }
    return -1;
  }

  private boolean matches(int index, byte[] utf8) {
    ByteColumn.Reader reader = bytes.read(positions.get(index));
    return reader.readIndex() == utf8.length && reader.skips(utf8);
  }

  private void grow() {
    AtomicLongArray old = slots;
    AtomicLongArray larger = new AtomicLongArray(old.length() * 2);
    for (int i = 0; i < old.length(); i++) {
      long entry = old.getPlain(i);
      if (entry != 0) {
        put(larger, entry);
      }
    }
    slots = larger;
  }

  private static void put(AtomicLongArray slots, long entry) {
    int last = slots.length() - 1;
    int slot = (int) (entry >> Integer.SIZE) & last;
    while (slots.getPlain(slot) != 0) {
      slot = slot + 1 & last;
    }
    slots.set(slot, entry);
  }

  private static int hash(byte[] utf8) {
    int hash = 0;
    for (byte b : utf8) {
      hash = 31 * hash + b;
    }
    hash *= 0x9E3779B1;
    return hash ^ hash >>> 15;
  }
}
