package io.racetrace.sources.otlp;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import io.racetrace.sources.decode.Compression;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** How messages of OTLP's binary form follow each other in a file; nothing in it says so. */
enum ProtobufFraming {
  /** The whole file is one message, or several one after the other, which is the same. */
  MESSAGE(0),
  /** Four bytes before each message hold its length, highest first: the Collector's exporter. */
  LENGTH_PREFIXED(4),
  /** A varint before each message holds its length, as protobuf's libraries write streams. */
  VARINT_DELIMITED(-1);

  private static final int LENGTH_DELIMITED = WireFormat.WIRETYPE_LENGTH_DELIMITED;

  private final int prefixBytes;

  ProtobufFraming(int prefixBytes) {
    this.prefixBytes = prefixBytes;
  }

  /**
   * The framing under which the first bytes make sense, several levels deep; absent if there is
   * none, and so they are not OTLP in its binary form.
   */
  static @Nullable ProtobufFraming of(byte[] head) {
    for (ProtobufFraming framing : values()) {
      if (framing.fits(head)) {
        return framing;
      }
    }
    return null;
  }

  private boolean fits(byte[] head) {
    try {
      CodedInputStream in = CodedInputStream.newInstance(head);
      long length = Long.MAX_VALUE;
      if (this == LENGTH_PREFIXED) {
        length = Integer.toUnsignedLong(Integer.reverseBytes(in.readRawLittleEndian32()));
        if (Compression.isZstd(head, prefixBytes) || isJson(head, prefixBytes)) {
          return length > 1;
        }
      } else if (this == VARINT_DELIMITED) {
        length = Integer.toUnsignedLong(in.readRawVarint32());
      }
      return holdsResource(in, length);
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean isJson(byte[] head, int at) {
    return head.length > at + 1 && head[at] == '{' && head[at + 1] == '"';
  }

  /** Whether a message begins here that holds a resource with what belongs to it. */
  private static boolean holdsResource(CodedInputStream in, long room) throws IOException {
    int before = in.getTotalBytesRead();
    if (in.readTag() != ((1 << 3) | LENGTH_DELIMITED)) {
      return false;
    }
    long length = Integer.toUnsignedLong(in.readRawVarint32());
    long left = room - (in.getTotalBytesRead() - before) - length;
    if (left < 0) {
      return false;
    }
    if (length == 0 || in.isAtEnd()) {
      return true;
    }
    int tag = in.readTag();
    int field = WireFormat.getTagFieldNumber(tag);
    // Resource, scopes, schema, and the scopes of the time when they had a longer name.
    boolean known = field >= 1 && field <= 3 || field == 1000;
    return known
        && WireFormat.getTagWireType(tag) == LENGTH_DELIMITED
        && Integer.toUnsignedLong(in.readRawVarint32()) < length;
  }
}
