package io.racetrace.trace;

import java.util.HexFormat;

/** Lower-case hexadecimal text of 64-bit identifiers, the way trace and span ids are written. */
final class HexId {

  private HexId() {}

  static String toHex(long value) {
    return HexFormat.of().toHexDigits(value);
  }

  /**
   * @throws IllegalArgumentException if {@code text} between the offsets is not hexadecimal
   */
  static long parse(CharSequence text, int from, int to) {
    return HexFormat.fromHexDigitsToLong(text, from, to);
  }
}
