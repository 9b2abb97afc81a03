package io.racetrace.sources.decode;

import com.github.luben.zstd.ZstdIOException;
import com.github.luben.zstd.ZstdInputStream;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** Unpacks what is packed, told by its first bytes and never by a name. */
public final class Compression {

  private static final int BUFFER_BYTES = 1 << 16;

  /** Said by the decompressor of an input that stops; it has no code of its own. */
  private static final String TRUNCATED = "Truncated source";

  private Compression() {}

  /**
   * The content of an input that is plain or packed with gzip or zstd. Later reads of a packed
   * input throw {@link EOFException} where it ends in the middle and {@link ZipException} where it
   * is damaged.
   *
   * @throws EOFException if not even the header is whole
   * @throws ZipException if the header is damaged
   * @throws IOException if {@code in} throws it
   */
  public static InputStream unpacked(InputStream in) throws IOException {
    InputStream buffered = in.markSupported() ? in : new BufferedInputStream(in, BUFFER_BYTES);
    buffered.mark(4);
    byte[] head = buffered.readNBytes(4);
    buffered.reset();
    if (head.length >= 2 && (head[0] & 0xFF) == 0x1F && (head[1] & 0xFF) == 0x8B) {
      return new GZIPInputStream(buffered, BUFFER_BYTES);
    }
    return isZstd(head, 0) ? new Zstd(new ZstdInputStream(buffered)) : buffered;
  }

  /** Whether a zstd frame begins at this place. */
  public static boolean isZstd(byte[] bytes, int at) {
    return bytes.length >= at + 4
        && (bytes[at] & 0xFF) == 0x28
        && (bytes[at + 1] & 0xFF) == 0xB5
        && (bytes[at + 2] & 0xFF) == 0x2F
        && (bytes[at + 3] & 0xFF) == 0xFD;
  }

  /** Tells its faults as gzip does, also those that are met while skipping. */
  private static final class Zstd extends BulkInput {

    private final ZstdInputStream in;

    Zstd(ZstdInputStream in) {
      this.in = in;
    }

    @Override
    public int read(byte[] target, int from, int length) throws IOException {
      try {
        return in.read(target, from, length);
      } catch (ZstdIOException e) {
        IOException told =
            TRUNCATED.equals(e.getMessage())
                ? new EOFException("the zstd frame is not whole")
                : new ZipException("zstd: " + e.getMessage());
        told.initCause(e);
        throw told;
      }
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}
