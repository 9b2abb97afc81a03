package io.racetrace.column;

import java.util.Arrays;

/** An append-only column of longs that grows by chunks, so growing never copies what is there. */
public final class LongColumn {

  private static final int CHUNK_BITS = 15;
  private static final int CHUNK = 1 << CHUNK_BITS;

  private long[][] chunks = new long[8][];
  private int size;

  public void add(long value) {
    int chunk = size >>> CHUNK_BITS;
    if (chunk == chunks.length) {
      chunks = Arrays.copyOf(chunks, chunk * 2);
    }
    if (chunks[chunk] == null) {
      chunks[chunk] = new long[CHUNK];
    }
    chunks[chunk][size & (CHUNK - 1)] = value;
    size++;
  }

  /**
   * @throws IndexOutOfBoundsException if there is no such row
   */
  public long get(int row) {
    if (row < 0 || row >= size) {
      throw new IndexOutOfBoundsException(row);
    }
    return chunks[row >>> CHUNK_BITS][row & (CHUNK - 1)];
  }

  /**
   * Puts another value into a row.
   *
   * @throws IndexOutOfBoundsException if there is no such row
   */
  public void set(int row, long value) {
    if (row < 0 || row >= size) {
      throw new IndexOutOfBoundsException(row);
    }
    chunks[row >>> CHUNK_BITS][row & (CHUNK - 1)] = value;
  }

  public int size() {
    return size;
  }
}
