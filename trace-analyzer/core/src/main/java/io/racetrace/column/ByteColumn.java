package io.racetrace.column;

import java.util.Arrays;

/**
 * An append-only column of bytes, written as fixed longs and variable-length integers and read back
 * from any remembered position.
 */
public final class ByteColumn {

  private static final int CHUNK_BITS = 20;
  private static final int CHUNK = 1 << CHUNK_BITS;

  private byte[][] chunks = new byte[8][];
  private long size;

  /** Where the next byte goes. */
  public long position() {
    return size;
  }

  public void writeByte(int value) {
    int chunk = (int) (size >>> CHUNK_BITS);
    if (chunk == chunks.length) {
      chunks = Arrays.copyOf(chunks, chunk * 2);
    }
    if (chunks[chunk] == null) {
      chunks[chunk] = new byte[CHUNK];
    }
    chunks[chunk][(int) (size & (CHUNK - 1))] = (byte) value;
    size++;
  }

  public void writeLong(long value) {
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

  public void writeBytes(byte[] bytes) {
    for (byte b : bytes) {
      writeByte(b);
    }
  }

  public Reader read(long position) {
    return new Reader(position);
  }

  /** Reads forward from a position; one reader per thread. */
  public final class Reader {

    private long position;

    private Reader(long position) {
      this.position = position;
    }

    public int readByte() {
      if (position >= size) {
        throw new IndexOutOfBoundsException("read past the end of the column");
      }
      int value = chunks[(int) (position >>> CHUNK_BITS)][(int) (position & (CHUNK - 1))] & 0xFF;
      position++;
      return value;
    }

    public long readLong() {
      long value = 0;
      for (int i = 0; i < 8; i++) {
        value = (value << 8) | readByte();
      }
      return value;
    }

    public long readVarint() {
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

    public int readIndex() {
      return (int) readVarint();
    }

    public byte[] readBytes(int length) {
      byte[] bytes = new byte[length];
      for (int i = 0; i < length; i++) {
        bytes[i] = (byte) readByte();
      }
      return bytes;
    }
  }
}
