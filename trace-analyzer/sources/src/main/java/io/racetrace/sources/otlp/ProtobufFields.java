package io.racetrace.sources.otlp;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * The fields of one encoded protobuf message, by number.
 *
 * <p>Protobuf lets fields come in any order and repeated ones with others between them, while a
 * JSON array is written in one piece; so a message is indexed first and read afterwards. As the
 * encoding's specification asks: of a scalar that comes twice the last one counts, a message that
 * comes twice is the concatenation of both, and a known number with a foreign wire type is an
 * unknown field.
 */
final class ProtobufFields {

  private static final int VARINT = WireFormat.WIRETYPE_VARINT;
  private static final int FIXED64 = WireFormat.WIRETYPE_FIXED64;
  private static final int FIXED32 = WireFormat.WIRETYPE_FIXED32;
  private static final int LENGTH_DELIMITED = WireFormat.WIRETYPE_LENGTH_DELIMITED;

  /** What is done with each message of a repeated field. */
  @FunctionalInterface
  interface Each {
    void message(ProtobufFields fields) throws IOException;
  }

  private final byte[] buffer;
  private int[] tags = new int[16];

  /** A scalar's bits, or offset and length of what has a length. */
  private long[] values = new long[16];

  private int count;

  private ProtobufFields(byte[] buffer) {
    this.buffer = buffer;
  }

  /**
   * @throws InvalidProtocolBufferException if the bytes are not an encoded message
   */
  static ProtobufFields of(byte[] message) throws IOException {
    return of(message, 0, message.length);
  }

  private static ProtobufFields of(byte[] buffer, int offset, int length) throws IOException {
    ProtobufFields fields = new ProtobufFields(buffer);
    CodedInputStream in = CodedInputStream.newInstance(buffer, offset, length);
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (WireFormat.getTagWireType(tag)) {
        case VARINT -> fields.add(tag, in.readRawVarint64());
        case FIXED64 -> fields.add(tag, in.readRawLittleEndian64());
        case FIXED32 -> fields.add(tag, in.readRawLittleEndian32() & 0xFFFF_FFFFL);
        case LENGTH_DELIMITED -> {
          int size = in.readRawVarint32();
          long at = (long) offset + in.getTotalBytesRead();
          in.skipRawBytes(size);
          fields.add(tag, (at << 32) | size);
        }
        default -> {
          if (!in.skipField(tag)) {
            throw new InvalidProtocolBufferException("a group ends that never began");
          }
        }
      }
    }
    return fields;
  }

  private void add(int tag, long value) {
    if (count == tags.length) {
      tags = Arrays.copyOf(tags, count * 2);
      values = Arrays.copyOf(values, count * 2);
    }
    tags[count] = tag;
    values[count++] = value;
  }

  /** The field's last varint, 0 where it is absent. */
  long varint(int field) {
    return last(field, VARINT);
  }

  /** The field's last 64 bits of fixed length, 0 where it is absent. */
  long fixed64(int field) {
    return last(field, FIXED64);
  }

  /** The field's last 32 bits of fixed length, 0 where it is absent. */
  long fixed32(int field) {
    return last(field, FIXED32);
  }

  /** The field's text, empty where it is absent; what is not UTF-8 becomes U+FFFD. */
  String string(int field) {
    return utf8(last(field, LENGTH_DELIMITED));
  }

  /** The field's bytes in lower-case hexadecimal digits, empty where it is absent. */
  String hex(int field) {
    long slice = last(field, LENGTH_DELIMITED);
    return HexFormat.of().formatHex(buffer, offset(slice), offset(slice) + length(slice));
  }

  byte[] bytes(int field) {
    long slice = last(field, LENGTH_DELIMITED);
    return Arrays.copyOfRange(buffer, offset(slice), offset(slice) + length(slice));
  }

  boolean has(int field) {
    for (int i = 0; i < count; i++) {
      if (WireFormat.getTagFieldNumber(tags[i]) == field) {
        return true;
      }
    }
    return false;
  }

  /** Whether the field is there with this wire type. */
  boolean has(int field, int wireType) {
    int tag = (field << 3) | wireType;
    for (int i = 0; i < count; i++) {
      if (tags[i] == tag) {
        return true;
      }
    }
    return false;
  }

  /** The number of the field that comes last and lies between the two, 0 if there is none. */
  int lastFieldBetween(int first, int last) {
    for (int i = count - 1; i >= 0; i--) {
      int field = WireFormat.getTagFieldNumber(tags[i]);
      if (field >= first && field <= last) {
        return field;
      }
    }
    return 0;
  }

  /** The message in a field that holds at most one; without fields where it is absent. */
  ProtobufFields message(int field) throws IOException {
    int tag = (field << 3) | LENGTH_DELIMITED;
    int seen = 0;
    long slice = 0;
    for (int i = 0; i < count; i++) {
      if (tags[i] == tag) {
        seen++;
        slice = values[i];
      }
    }
    if (seen <= 1) {
      return of(buffer, offset(slice), length(slice));
    }
    ByteArrayOutputStream merged = new ByteArrayOutputStream();
    for (int i = 0; i < count; i++) {
      if (tags[i] == tag) {
        merged.write(buffer, offset(values[i]), length(values[i]));
      }
    }
    return of(merged.toByteArray());
  }

  /** Hands over the messages of a repeated field in their order. */
  void forEach(int field, Each each) throws IOException {
    int tag = (field << 3) | LENGTH_DELIMITED;
    for (int i = 0; i < count; i++) {
      if (tags[i] == tag) {
        each.message(of(buffer, offset(values[i]), length(values[i])));
      }
    }
  }

  /** The texts of a repeated field in their order. */
  List<String> strings(int field) {
    int tag = (field << 3) | LENGTH_DELIMITED;
    List<String> strings = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      if (tags[i] == tag) {
        strings.add(utf8(values[i]));
      }
    }
    return strings;
  }

  private String utf8(long slice) {
    return new String(buffer, offset(slice), length(slice), StandardCharsets.UTF_8);
  }

  private long last(int field, int wireType) {
    int tag = (field << 3) | wireType;
    for (int i = count - 1; i >= 0; i--) {
      if (tags[i] == tag) {
        return values[i];
      }
    }
    return 0;
  }

  private static int offset(long slice) {
    return (int) (slice >>> 32);
  }

  private static int length(long slice) {
    return (int) slice;
  }
}
