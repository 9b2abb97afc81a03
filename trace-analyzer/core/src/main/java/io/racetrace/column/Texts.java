package io.racetrace.column;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/**
 * A dictionary: every distinct text is stored once, as UTF-8, and known by a number from 0.
 *
 * <p>Statements, names and keys repeat so much that spans shrink to a few bytes each. For any
 * number of threads; which numbers the texts get depends on who comes first, so nothing else may
 * depend on them. A text that is there is found without a lock.
 */
public final class Texts {

  private static final int CACHE = 1 << 13;

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

  /** Gives the number of this text, a new one if it is new. */
  public int index(String text) {
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
    ByteColumn.Reader reader = bytes.read(positions.get(index));
    String text = new String(reader.readBytes(reader.readIndex()), UTF_8);
    recent[place] = new Recent(index, text);
    return text;
  }

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
