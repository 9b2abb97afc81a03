package io.racetrace.sources.decode;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One line of an input after the other, each as a stream that ends with the line. Lines of any
 * length pass through one buffer.
 */
final class LineInput extends BulkInput {

  private static final int BUFFER_BYTES = 1 << 16;

  private final InputStream in;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private int position;
  private int limit;
  private long line;
  private long offset;
  private boolean inLine;
  private boolean ended;
  private @Nullable IOException failure;

  LineInput(InputStream in) {
    this(in, 0);
  }

  /**
   * @param line how many lines were before
   */
  LineInput(InputStream in, long line) {
    this.in = in;
    this.line = line;
  }

  /** The number of the current line, from 1. */
  long line() {
    return line;
  }

  /** How many bytes of the current line have been read. */
  long offset() {
    return offset;
  }

  /** Whether all of the current line has been read. */
  boolean isLineRead() {
    return !inLine;
  }

  /** Whether the current line has been read up to its line end, and not only to the input's end. */
  boolean hasLineEnd() {
    return ended;
  }

  /** What the input failed with, if it did. */
  @Nullable IOException failure() {
    return failure;
  }

  /** Moves to the beginning of the next line; false at the end of the input. */
  boolean nextLine() throws IOException {
    while (inLine && hasBytes()) {
      skipTo(lineEnd(limit));
    }
    if (!hasBytes()) {
      inLine = false;
      return false;
    }
    line++;
    offset = 0;
    inLine = true;
    ended = false;
    return true;
  }

  /** Passes over white space, the current line and further ones; whether nothing else follows. */
  boolean onlyBlanksFollow() throws IOException {
    while (hasBytes()) {
      byte next = buffer[position];
      if (next != ' ' && next != '\t' && next != '\r' && next != '\n') {
        return false;
      }
      if (next == '\n') {
        line++;
        inLine = false;
      }
      position++;
    }
    inLine = false;
    return true;
  }

  /** The first bytes of the input, unread: as many as the buffer holds, or all there are. */
  byte[] head() throws IOException {
    while (limit < buffer.length) {
      int count = fill();
      if (count < 0) {
        break;
      }
      limit += count;
    }
    return Arrays.copyOfRange(buffer, position, limit);
  }

  /** All that is left as one stream, as if it were a single line. */
  InputStream rest() {
    line++;
    inLine = true;
    return new BulkInput() {

      @Override
      public int read(byte[] target, int from, int length) throws IOException {
        if (!hasBytes()) {
          inLine = false;
          return -1;
        }
        int count = Math.min(length, limit - position);
        System.arraycopy(buffer, position, target, from, count);
        position += count;
        offset += count;
        return count;
      }
    };
  }

  @Override
  public int read(byte[] target, int from, int length) throws IOException {
    if (!inLine || !hasBytes()) {
      inLine = false;
      return -1;
    }
    int start = position;
    int end = lineEnd(Math.min(limit, position + length));
    System.arraycopy(buffer, start, target, from, end - start);
    offset += end - start;
    skipTo(end);
    return end == start ? -1 : end - start;
  }

  /** Where the line ends before {@code bound}, or {@code bound}. */
  private int lineEnd(int bound) {
    int end = position;
    while (end < bound && buffer[end] != '\n') {
      end++;
    }
    return end;
  }

  /** Moves to a place in the buffer, and over a line end there. */
  private void skipTo(int place) {
    position = place;
    if (place < limit && buffer[place] == '\n') {
      position++;
      inLine = false;
      ended = true;
    }
  }

  private boolean hasBytes() throws IOException {
    if (position < limit) {
      return true;
    }
    position = 0;
    limit = 0;
    limit = Math.max(0, fill());
    return limit > 0;
  }

  private int fill() throws IOException {
    try {
      return in.read(buffer, limit, buffer.length - limit);
    } catch (IOException e) {
      failure = e;
      throw e;
    }
  }
}
