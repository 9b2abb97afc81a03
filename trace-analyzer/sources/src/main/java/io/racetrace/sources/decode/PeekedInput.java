package io.racetrace.sources.decode;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.zip.ZipException;

/** An input together with its first bytes, which tell its format. */
public final class PeekedInput {

  private static final int HEAD_BYTES = 1 << 16;

  private final byte[] head;
  private final InputStream all;

  private PeekedInput(byte[] head, InputStream all) {
    this.head = head;
    this.all = all;
  }

  public static PeekedInput of(InputStream in) throws IOException {
    BufferedInputStream all = new BufferedInputStream(in, HEAD_BYTES);
    all.mark(HEAD_BYTES);
    byte[] head = new byte[HEAD_BYTES];
    int length = 0;
    try {
      for (int count; length < HEAD_BYTES; length += count) {
        count = all.read(head, length, HEAD_BYTES - length);
        if (count < 0) {
          break;
        }
      }
    } catch (EOFException | ZipException e) {
      // Packed input that breaks off this early: who reads on meets the fault and tells it.
    }
    all.reset();
    return new PeekedInput(Arrays.copyOf(head, length), all);
  }

  /** The first bytes, as many as a format needs to be told by, or all there are. */
  public byte[] head() {
    return head;
  }

  /** The input from its beginning. */
  public InputStream all() {
    return all;
  }
}
