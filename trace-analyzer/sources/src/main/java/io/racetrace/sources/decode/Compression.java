package io.racetrace.sources.decode;

import com.github.luben.zstd.ZstdIOException;
import com.github.luben.zstd.ZstdInputStream;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** Unpacks what is packed, told by its first bytes and never by a name. */
public final class Compression {

  private static final int BUFFER_BYTES = 1 << 16;

  /** Said by the decompressor of an input that stops; it has no code of its own. */
  private static final String TRUNCATED = "Truncated source";

  private Compression() {}

  /**
   * The content of an input that is plain or packed with gzip or zstd, in one piece or in several
   * one after the other. Later reads of a packed input throw {@link EOFException} where it ends in
   * the middle and {@link ZipException} where it is damaged, or where something follows that is not
   * packed in the same way.
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
      return new Gzip(new Counted(buffered));
    }
    return isZstd(head, 0) ? new Zstd(buffered) : buffered;
  }

  /** Whether a zstd frame begins at this place. */
  public static boolean isZstd(byte[] bytes, int at) {
    return bytes.length >= at + 4
        && (bytes[at] & 0xFF) == 0x28
        && (bytes[at + 1] & 0xFF) == 0xB5
        && (bytes[at + 2] & 0xFF) == 0x2F
        && (bytes[at + 3] & 0xFF) == 0xFD;
  }

  /** An input of which it is known how much was read, and whether there is more. */
  private static final class Counted extends BulkInput {

    private final InputStream in;
    private long count;

    /**
     * @param in supports marks
     */
    Counted(InputStream in) {
      this.in = in;
    }

    @Override
    public int read(byte[] target, int from, int length) throws IOException {
      int read = in.read(target, from, length);
      count += Math.max(0, read);
      return read;
    }

    /** Waits for it: that nothing has come yet does not mean that nothing will. */
    @Override
    public int available() throws IOException {
      in.mark(1);
      int next = in.read();
      in.reset();
      return next < 0 ? 0 : 1;
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }

  /**
   * Java's own, which takes whatever it can't read after a piece for the end, is held to the end.
   */
  private static final class Gzip extends GZIPInputStream {

    /** Sum and length, after what is packed. */
    private static final int TRAILER_BYTES = 8;

    private final Counted counted;
    private long filled;

    Gzip(Counted counted) throws IOException {
      super(counted, BUFFER_BYTES);
      this.counted = counted;
    }

    @Override
    protected void fill() throws IOException {
      super.fill();
      filled = counted.count;
    }

    @Override
    public int read(byte[] target, int from, int length) throws IOException {
      int count = super.read(target, from, length);
      if (count < 0 && length > 0) {
        long end = filled - inf.getRemaining() + TRAILER_BYTES;
        if (counted.count > end || counted.available() > 0) {
          throw new ZipException("what follows a piece in gzip is not gzip, or not whole");
        }
      }
      return count;
    }
  }

  /** Tells its faults as gzip does, also those that are met while skipping. */
  private static final class Zstd extends BulkInput {

    /**
     * A frame that decoders skip. The decompressor notices that a frame is not whole only if the
     * frame began with a read of its own; with this after all else, the last read is always one.
     * Long, so that it is never just what a frame lacks.
     */
    private static final byte[] SKIPPED =
        ByteBuffer.allocate(1 << 10)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt(0x184D2A50)
            .putInt((1 << 10) - 8)
            .array();

    private final ZstdInputStream in;

    Zstd(InputStream packed) throws IOException {
      in = new ZstdInputStream(new SequenceInputStream(packed, new ByteArrayInputStream(SKIPPED)));
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
