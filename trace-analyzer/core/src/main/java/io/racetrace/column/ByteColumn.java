package io.racetrace.column;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * An append-only column of bytes, written as fixed longs and variable-length integers and read back
 * from any remembered position.
 */
public final class ByteColumn {

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  /** A quarter of a megabyte: larger arrays would each waste most of a G1 region of their own. */
  private static final int CHUNK_BITS = 18;

  private static final int CHUNK = 1 << CHUNK_BITS;

  /** So many bytes a variable-length integer takes at most. */
  private static final int LONGEST_VARINT = 10;

  private byte[][] chunks = new byte[8][];
  private byte[] last = new byte[0];
  private long size;

  /** Where the next byte goes. */
  public long position() {
    return size;
  }

  public void writeByte(int value) {
    int place = (int) size & CHUNK - 1;
    if (place == 0) {
      begin((int) (size >>> CHUNK_BITS));
    }
    last[place] = (byte) value;
    size++;
  }

  private void begin(int chunk) {
    if (chunk == chunks.length) {
      chunks = Arrays.copyOf(chunks, chunk * 2);
    }
    last = new byte[CHUNK];
    chunks[chunk] = last;
  }

  public void writeLong(long value) {
    int place = (int) size & CHUNK - 1;
    if (place != 0 && place <= CHUNK - Long.BYTES) {
      LONG.set(last, place, value);
      size += Long.BYTES;
      return;
    }
    for (int shift = 56; shift >= 0; shift -= 8) {
      writeByte((int) (value >>> shift));
    }
  }

  /** Seven bits a byte, the lowest first; small non-negative numbers take one byte. */
  public void writeVarint(long value) {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      writeByte((int) (rest & 0x7F) | 0x80);
      rest >>>= 7;
    }
    writeByte((int) rest);
  }

  public void writeBytes(byte[] bytes, int from, int length) {
    int next = from;
    int left = length;
    while (left > 0) {
      int place = (int) size & CHUNK - 1;
      if (place == 0) {
        begin((int) (size >>> CHUNK_BITS));
      }
      int count = Math.min(left, CHUNK - place);
      System.arraycopy(bytes, next, last, place, count);
      size += count;
      next += count;
      left -= count;
    }
  }

  public Reader read(long position) {
    return new Reader(position);
  }

  /** Reads forward from a position; one reader per thread. */
  public final class Reader {

    private long position;
    private byte @Nullable [] chunk;

    private Reader(long position) {
      this.position = position;
    }

    public int readByte() {
      if (position >= size) {
        throw new IndexOutOfBoundsException("read past the end of the column");
      }
      int place = (int) position & CHUNK - 1;
      byte[] in = chunk(place);
      position++;
      return in[place] & 0xFF;
    }

    public long readLong() {
      int place = (int) position & CHUNK - 1;
      if (place <= CHUNK - Long.BYTES && position <= size - Long.BYTES) {
        long whole = (long) LONG.get(chunk(place), place);
        skip(Long.BYTES);
        return whole;
      }
      long value = 0;
      for (int i = 0; i < 8; i++) {
        value = (value << 8) | readByte();
      }
      return value;
    }

    public long readVarint() {
      int place = (int) position & CHUNK - 1;
      if (place <= CHUNK - LONGEST_VARINT && position <= size - LONGEST_VARINT) {
        return readVarint(chunk(place), place);
      }
      long value = 0;
      int shift = 0;
      while (true) {
        int b = readByte();
        value |= (long) (b & 0x7F) << shift;
        if ((b & 0x80) == 0) {
          return value;
        }
        shift += 7;
      }
    }

    /** One that surely lies in one piece. */
    private long readVarint(byte[] in, int place) {
      int next = place;
      int b = in[next++];
      long value = b & 0x7F;
      for (int shift = 7; b < 0; shift += 7) {
        b = in[next++];
        value |= (long) (b & 0x7F) << shift;
      }
      skip(next - place);
      return value;
    }

    private byte[] chunk(int place) {
      byte[] in = chunk;
      if (in == null || place == 0) {
        in = chunks[(int) (position >>> CHUNK_BITS)];
        chunk = in;
      }
      return in;
    }

    public int readIndex() {
      return (int) readVarint();
    }

    public byte[] readBytes(int length) {
      byte[] bytes = new byte[length];
      int done = 0;
      while (done < length) {
        int count = Math.min(length - done, here());
        System.arraycopy(
            chunks[(int) (position >>> CHUNK_BITS)],
            (int) position & CHUNK - 1,
            bytes,
            done,
            count);
        skip(count);
        done += count;
      }
      return bytes;
    }

    /** Whether these bytes come next; it is somewhere among them if not. */
    boolean skips(byte[] expected) {
      int done = 0;
      while (done < expected.length) {
        int count = Math.min(expected.length - done, here());
        int place = (int) position & CHUNK - 1;
        byte[] in = chunks[(int) (position >>> CHUNK_BITS)];
        if (!Arrays.equals(in, place, place + count, expected, done, done + count)) {
          return false;
        }
        skip(count);
        done += count;
      }
      return true;
    }

    /** So many bytes lie in one piece from here on. */
    private int here() {
      if (position >= size) {
        throw new IndexOutOfBoundsException("read past the end of the column");
      }
      return (int) Math.min(size - position, CHUNK - ((int) position & CHUNK - 1));
    }

    private void skip(int count) {
      long before = position;
      position += count;
      if (before >>> CHUNK_BITS != position >>> CHUNK_BITS) {
        chunk = null;
      }
    }
  }
}
