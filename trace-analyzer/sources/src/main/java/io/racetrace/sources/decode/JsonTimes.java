package io.racetrace.sources.decode;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Times and lengths of time as the formats beside OTLP write them, in nanoseconds. */
public final class JsonTimes {

  /** What stands for a time that is none, or lies outside of what 64 bits of nanoseconds hold. */
  public static final long UNREADABLE = Long.MIN_VALUE;

  /** Far more than any number has that 64 bits hold. */
  private static final int MAX_DIGITS = 400;

  private static final long NANOS_OF_MICRO = 1000;
  private static final long NANOS_OF_SECOND = 1_000_000_000;

  private JsonTimes() {}

  /** A number of microseconds, or one in text; 0 for null. */
  public static long micros(JsonParser in) {
    if (in.currentToken() == JsonToken.VALUE_NUMBER_INT
        && in.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
      return times(in.getLongValue(), NANOS_OF_MICRO);
    }
    return switch (in.currentToken()) {
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT, VALUE_STRING -> decimal(in.getString(), 3);
      case VALUE_NULL -> 0;
      default -> {
        in.skipChildren();
        yield UNREADABLE;
      }
    };
  }

  /** A date with a time and an offset, as protobuf's JSON has it. */
  public static long timestamp(String text) {
    try {
      Instant instant = Instant.parse(text);
      long seconds = times(instant.getEpochSecond(), NANOS_OF_SECOND);
      return seconds == UNREADABLE ? UNREADABLE : plus(seconds, instant.getNano());
    } catch (DateTimeException e) {
      return UNREADABLE;
    }
  }

  /**
   * A length of time with its unit, such as {@code 0.0229s}: in seconds as protobuf's JSON has it,
   * or in the units of Go, whose programs write it into the same place.
   */
  public static long duration(String text) {
    for (Unit unit : Unit.values()) {
      if (text.endsWith(unit.suffix)) {
        return decimal(text.substring(0, text.length() - unit.suffix.length()), unit.places);
      }
    }
    return UNREADABLE;
  }

  /** Longer suffixes first: all of them end in s. */
  private enum Unit {
    NANOS("ns", 0),
    MICROS("us", 3),
    MICROS_IN_GREEK("\u00b5s", 3),
    MILLIS("ms", 6),
    SECONDS("s", 9);

    private final String suffix;
    private final int places;

    Unit(String suffix, int places) {
      this.suffix = suffix;
      this.places = places;
    }
  }

  /** The sum, if it can be held. */
  public static long plus(long start, long length) {
    long sum = start + length;
    boolean overflows = ((start ^ sum) & (length ^ sum)) < 0;
    return overflows || start == UNREADABLE || length == UNREADABLE ? UNREADABLE : sum;
  }

  private static long times(long count, long unit) {
    return Math.multiplyHigh(count, unit) == (count * unit) >> 63 ? count * unit : UNREADABLE;
  }

  /**
   * A number as a whole one, with its point moved to the right: however it is written, as languages
   * without 64-bit integers do with a point or an exponent.
   */
  public static long decimal(String text, int places) {
    if (text.length() > MAX_DIGITS) {
      return UNREADABLE;
    }
    try {
      BigDecimal number = new BigDecimal(text);
      // An exponent of nine digits would be counted out before it is found to be too large.
      return Math.abs((long) number.scale()) > MAX_DIGITS
          ? UNREADABLE
          : number.movePointRight(places).longValueExact();
    } catch (ArithmeticException | NumberFormatException e) {
      return UNREADABLE;
    }
  }
}
