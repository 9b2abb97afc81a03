package io.racetrace.column;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** A few bytes, written as {@link ByteColumn} reads them, that go into a column together. */
public final class ByteArray {

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  /** What one number takes at most. */
  private static final int LONGEST = 10;

  private byte[] bytes;
  private int size;

  /**
   * @param expected about how many bytes there will be
   */
  public ByteArray(int expected) {
    bytes = new byte[Math.max(LONGEST, expected)];
  }

  public int size() {
    return size;
  }

  public void writeByte(int value) {
    reserve();
    bytes[size++] = (byte) value;
  }

  public void writeLong(long value) {
    reserve();
    LONG.set(bytes, size, value);
    size += Long.BYTES;
  }

  /** Seven bits a byte, the lowest first; small non-negative numbers take one byte. */
  public void writeVarint(long value) {
    reserve();
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      bytes[size++] = (byte) (rest & 0x7F | 0x80);
      rest >>>= 7;
    }
    bytes[size++] = (byte) rest;
  }

  /** Adds some of the bytes to a column. */
  public void appendTo(ByteColumn column, int from, int to) {
    column.writeBytes(bytes, from, to - from);
  }

  private void reserve() {
    if (size > bytes.length - LONGEST) {
      bytes = Arrays.copyOf(bytes, bytes.length * 2);
    }
  }
}
