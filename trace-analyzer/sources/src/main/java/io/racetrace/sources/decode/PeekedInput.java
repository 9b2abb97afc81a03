package io.racetrace.sources.decode;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Arrays;
import java.util.zip.ZipException;

/** An input together with its first bytes, which tell its format. */
public final class PeekedInput {

  private static final int FIRST_BYTES = 1 << 12;
  private static final int HEAD_BYTES = 1 << 16;

  private final byte[] head;
  private final InputStream all;

  private PeekedInput(byte[] head, InputStream all) {
    this.head = head;
    this.all = all;
  }

  /**
   * @param in read in large pieces only
   */
  public static PeekedInput of(InputStream in) throws IOException {
    byte[] head = new byte[FIRST_BYTES];
    int length = 0;
    try {
      for (int count = 0; count >= 0 && length < HEAD_BYTES; length += Math.max(0, count)) {
        if (length == head.length) {
          head = Arrays.copyOf(head, 2 * length);
        }
        count = in.read(head, length, head.length - length);
      }
    } catch (EOFException | ZipException e) {
      // Packed input that breaks off this early: who reads on meets the fault again and tells it.
    }
    head = Arrays.copyOf(head, length);
    return new PeekedInput(
        head, new SequenceInputStream(new ByteArrayInputStream(head), new LeftOpen(in)));
  }

  /** The first bytes, as many as a format needs to be told by, or all there are. */
  public byte[] head() {
    return head;
  }

  /** The input from its beginning. */
  public InputStream all() {
    return all;
  }

  /** A sequence closes its streams as it ends them; this one belongs to someone else. */
  static final class LeftOpen extends FilterInputStream {

    LeftOpen(InputStream in) {
      super(in);
    }

    @Override
    public void close() {}
  }
}
