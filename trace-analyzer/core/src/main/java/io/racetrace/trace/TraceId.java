package io.racetrace.trace;

/**
 * The 128-bit id of a trace. Ids of 64 bits, as older systems write them, have a {@code high} of 0.
 *
 * @param high the upper 64 bits
 * @param low the lower 64 bits
 */
public record TraceId(long high, long low) implements Comparable<TraceId> {

  /** The id that W3C Trace Context defines as "no trace". */
  public static final TraceId INVALID = new TraceId(0, 0);

  /**
   * Reads 1 to 32 hexadecimal digits of either case.
   *
   * @throws IllegalArgumentException if the text is empty, longer, or not hexadecimal
   */
  public static TraceId fromHex(CharSequence hex) {
    int length = hex.length();
    if (length == 0 || length > 32) {
      throw new IllegalArgumentException("a trace id has 1 to 32 hexadecimal digits: " + hex);
    }
    int split = Math.max(0, length - 16);
    return new TraceId(
        split == 0 ? 0 : HexId.parse(hex, 0, split), HexId.parse(hex, split, length));
  }

  public boolean isValid() {
    return high != 0 || low != 0;
  }

  /** 32 lower-case hexadecimal digits. */
  @Override
  public String toString() {
    return HexId.toHex(high) + HexId.toHex(low);
  }

  @Override
  public int compareTo(TraceId other) {
    int byHigh = Long.compareUnsigned(high, other.high);
    return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
  }
}
