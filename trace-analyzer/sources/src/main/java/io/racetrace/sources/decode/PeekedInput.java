package io.racetrace.sources.decode;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.zip.ZipException;

/**
 * An input together with its first bytes, which tell its format.
 *
 * @param head the first bytes, as many as a format needs to be told by, or all there are
 * @param all the input from its beginning
 */
public record PeekedInput(byte[] head, InputStream all) {

  private static final int HEAD_BYTES = 1 << 16;

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
}
