package io.racetrace.trace;

/**
 * The 64-bit id of a span, unique within its trace.
 *
 * @param value the id; 0 means "no span" (W3C Trace Context)
 */
public record SpanId(long value) implements Comparable<SpanId> {

  /**
   * Reads 1 to 16 hexadecimal digits of either case.
   *
   * @throws IllegalArgumentException if the text is empty, longer, or not hexadecimal
   */
  public static SpanId fromHex(CharSequence hex) {
    if (hex.length() == 0 || hex.length() > 16) {
      throw new IllegalArgumentException("a span id has 1 to 16 hexadecimal digits: " + hex);
    }
    return new SpanId(HexId.parse(hex, 0, hex.length()));
  }

  public boolean isValid() {
    return value != 0;
  }

  /** 16 lower-case hexadecimal digits. */
  @Override
  public String toString() {
    return HexId.toHex(value);
  }

  @Override
  public int compareTo(SpanId other) {
    return Long.compareUnsigned(value, other.value);
  }
}
