package io.racetrace.sources.otlp;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import io.racetrace.sources.decode.BulkInput;
import io.racetrace.sources.decode.Compression;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/** The messages of one input, each as a stream that ends with the message. */
final class Frames {

  private static final int PREFIX_BYTES = 4;

  private final InputStream in;
  private final ProtobufFraming framing;
  private @Nullable Frame current;
  private long number;
  private boolean cutOff;

  Frames(InputStream in, ProtobufFraming framing) {
    this.in = in;
    this.framing = framing;
  }

  /** Whether the first of four-byte-prefixed messages is JSON, by the first bytes of the input. */
  static boolean holdJson(byte[] head) {
    try {
      InputStream first =
          Compression.unpacked(
              new ByteArrayInputStream(head, PREFIX_BYTES, head.length - PREFIX_BYTES));
      return first.read() == '{';
    } catch (IOException e) {
      return false;
    }
  }

  /** The number of the current message, from 1. */
  long number() {
    return number;
  }

  /** Whether the input ended before the current message did. */
  boolean isCutOff() {
    return cutOff;
  }

  /** The next message, packed or not; absent at the end. */
  @Nullable InputStream next() throws IOException {
    if (current != null) {
      current.skipRest();
    }
    int first = cutOff ? -1 : in.read();
    if (first < 0) {
      return null;
    }
    number++;
    current = new Frame(length(first));
    return current;
  }

  /** The unpacked messages as lines; one that can't be unpacked breaks off its line only. */
  InputStream asLines() {
    return new Lines();
  }

  private long length(int first) throws IOException {
    try {
      if (framing == ProtobufFraming.VARINT_DELIMITED) {
        return Integer.toUnsignedLong(CodedInputStream.readRawVarint32(first, in));
      }
      byte[] rest = in.readNBytes(PREFIX_BYTES - 1);
      if (rest.length == PREFIX_BYTES - 1) {
        return (long) first << 24
            | (rest[0] & 0xFF) << 16
            | (rest[1] & 0xFF) << 8
            | (rest[2] & 0xFF);
      }
    } catch (InvalidProtocolBufferException e) {
      // A length that ends in the middle, or never.
    }
    cutOff = true;
    return 0;
  }

  /** Bytes up to a length that was read before them. */
  private final class Frame extends BulkInput {

    private long left;

    Frame(long length) {
      left = length;
    }

    @Override
    public int read(byte[] target, int from, int length) throws IOException {
      if (left == 0 || length == 0) {
        return left == 0 ? -1 : 0;
      }
      int count = in.read(target, from, (int) Math.min(length, left));
      if (count < 0) {
        cutOff = true;
        left = 0;
        return -1;
      }
      left -= count;
      return count;
    }

    void skipRest() throws IOException {
      byte[] buffer = new byte[1 << 13];
      while (read(buffer, 0, buffer.length) > 0) {
        // Nothing is wanted of it.
      }
    }
  }

  private final class Lines extends BulkInput {

    private @Nullable InputStream line;
    private boolean unpacked;

    @Override
    public int read(byte[] target, int from, int length) throws IOException {
      if (line == null) {
        InputStream frame = next();
        if (frame == null) {
          if (cutOff) {
            throw new EOFException("a message is not whole");
          }
          return -1;
        }
        line = frame;
        unpacked = false;
      }
      int count;
      try {
        if (!unpacked) {
          line = Compression.unpacked(line);
          unpacked = true;
        }
        count = line.read(target, from, length);
      } catch (EOFException | ZipException e) {
        count = -1;
      }
      if (count >= 0) {
        return count;
      }
      line.close();
      line = null;
      target[from] = '\n';
      return 1;
    }
  }
}
