package io.racetrace.sources.file;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/** Damages bytes as transport, editors and enemies do. */
final class Mutation {

  /** What has broken readers before. */
  private static final List<byte[]> TROUBLE =
      List.of(
          utf8("9223372036854775808"),
          utf8("-1"),
          utf8("1e400"),
          utf8("null"),
          utf8("\"\""),
          utf8("{"),
          utf8("}"),
          utf8("["),
          utf8("]"),
          utf8("\""),
          utf8(","),
          utf8("\n"),
          utf8("\\u0000"),
          utf8("\\ud800"),
          utf8("true"),
          utf8("[[[[[[[[[[[[[[[["),
          utf8("{\"value\":".repeat(30)),
          new byte[] {0},
          new byte[] {-1, -2},
          new byte[] {(byte) 0xC0, (byte) 0x80},
          new byte[] {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF},
          new byte[] {-1, -1, -1, -1, -1, -1, -1, -1, -1, 1},
          new byte[] {0x7F, -1, -1, -1},
          new byte[] {0x0A, -1, -1, -1, -1, 7},
          new byte[] {0x1F, (byte) 0x8B},
          new byte[] {0x28, (byte) 0xB5, 0x2F, (byte) 0xFD});

  private final Random random;

  Mutation(long seed) {
    random = new Random(seed);
  }

  /** One to four damages. */
  byte[] of(byte[] input) {
    byte[] bytes = input;
    for (int i = random.nextInt(4); i >= 0; i--) {
      bytes = damaged(bytes);
    }
    return bytes;
  }

  private byte[] damaged(byte[] bytes) {
    if (bytes.length == 0) {
      return utf8("{");
    }
    int at = random.nextInt(bytes.length);
    int length = Math.min(bytes.length - at, 1 + random.nextInt(1 << random.nextInt(8)));
    return switch (random.nextInt(7)) {
      case 0 -> {
        byte[] changed = bytes.clone();
        changed[at] = (byte) random.nextInt(256);
        yield changed;
      }
      case 1 -> {
        byte[] changed = bytes.clone();
        changed[at] ^= (byte) (1 << random.nextInt(8));
        yield changed;
      }
      case 2 -> spliced(bytes, at, at, TROUBLE.get(random.nextInt(TROUBLE.size())));
      case 3 -> spliced(bytes, at, at + length, TROUBLE.get(random.nextInt(TROUBLE.size())));
      case 4 -> spliced(bytes, at, at + length, new byte[0]);
      case 5 -> spliced(bytes, at, bytes.length, new byte[0]);
      default -> {
        byte[] again = new byte[length];
        System.arraycopy(bytes, at, again, 0, length);
        yield spliced(bytes, at, at, again);
      }
    };
  }

  private static byte[] spliced(byte[] bytes, int from, int to, byte[] with) {
    ByteArrayOutputStream spliced = new ByteArrayOutputStream(bytes.length + with.length);
    spliced.write(bytes, 0, from);
    spliced.writeBytes(with);
    spliced.write(bytes, to, bytes.length - to);
    return spliced.toByteArray();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
