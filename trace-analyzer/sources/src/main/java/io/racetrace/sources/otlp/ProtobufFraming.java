package io.racetrace.sources.otlp;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import io.racetrace.sources.decode.Compression;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** How messages of OTLP's binary form follow each other in a file; nothing in it says so. */
enum ProtobufFraming {
  /** The whole file is one message, or several one after the other, which is the same. */
  MESSAGE,
  /** Four bytes before each message hold its length, highest first: the Collector's exporter. */
  LENGTH_PREFIXED,
  /** A varint before each message holds its length, as protobuf's libraries write streams. */
  VARINT_DELIMITED;

  private static final int LENGTH_DELIMITED = WireFormat.WIRETYPE_LENGTH_DELIMITED;

  /**
   * The framing under which the first bytes make sense, several levels deep; absent if there is
   * none, and so they are not OTLP in its binary form.
   *
   * <p>Bytes may make sense under more than one. Then the next message speaks for it that begins
   * where the first one ends; and the shorter length is the likelier one.
   */
  static @Nullable ProtobufFraming of(byte[] head) {
    if (isText(head)) {
      return null;
    }
    ProtobufFraming best = null;
    long bestEnd = Long.MAX_VALUE;
    for (ProtobufFraming framing : values()) {
      long end = framing.end(head, 0);
      if (end == head.length
          || (end > 0 && end < head.length && framing.end(head, (int) end) > 0)) {
        return framing;
      }
      if (end > 0 && end < bestEnd) {
        best = framing;
        bestEnd = end;
      }
    }
    return best;
  }

  /** A line end and a letter make sense as a message too; but no message does without tags. */
  private static boolean isText(byte[] head) {
    for (byte next : head) {
      if (next >= 0 && next < ' ' && next != '\t' && next != '\n' && next != '\r') {
        return false;
      }
    }
    return true;
  }

  /** Where the message ends that begins here, 0 if none does. */
  private long end(byte[] head, int at) {
    try {
      CodedInputStream in = CodedInputStream.newInstance(head, at, head.length - at);
      if (this == MESSAGE) {
        long end = resourceEnd(in);
        return end == 0 ? 0 : at + end;
      }
      long length =
          this == LENGTH_PREFIXED
              ? Integer.reverseBytes(in.readRawLittleEndian32())
              : in.readRawVarint32();
      int begin = at + in.getTotalBytesRead();
      if (length <= 0) {
        return 0;
      }
      boolean packed = Compression.isZstd(head, begin) || isJson(head, begin);
      if (this == LENGTH_PREFIXED && packed) {
        return begin + length;
      }
      long resourceEnd = resourceEnd(in);
      return resourceEnd == 0 || at + resourceEnd > begin + length ? 0 : begin + length;
    } catch (IOException e) {
      return 0;
    }
  }

  private static boolean isJson(byte[] head, int at) {
    return head.length > at + 1 && head[at] == '{' && head[at + 1] == '"';
  }

  /** Where the resource ends, with what belongs to it, that begins here; 0 if none does. */
  private static long resourceEnd(CodedInputStream in) throws IOException {
    if (in.readTag() != ((1 << 3) | LENGTH_DELIMITED)) {
      return 0;
    }
    long length = Integer.toUnsignedLong(in.readRawVarint32());
    long end = in.getTotalBytesRead() + length;
    if (length == 0 || in.isAtEnd()) {
      return end;
    }
    int tag = in.readTag();
    int field = WireFormat.getTagFieldNumber(tag);
    // Resource, scopes, schema, and the scopes of the time when they had a longer name.
    boolean known = (field >= 1 && field <= 3) || field == 1000;
    return known
            && WireFormat.getTagWireType(tag) == LENGTH_DELIMITED
            && Integer.toUnsignedLong(in.readRawVarint32()) < length
        ? end
        : 0;
  }
}
