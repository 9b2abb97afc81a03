package io.racetrace.cli;

import java.math.BigInteger;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Durations as people write them: 10ms, 30m, 1h30m, 2d. */
final class Durations implements ITypeConverter<Duration> {

  private static final Pattern WHOLE = Pattern.compile("(?:\\d{1,12}(?:ns|us|ms|s|m|h|d))+");
  private static final Pattern PART = Pattern.compile("(\\d+)(ns|us|ms|s|m|h|d)");
  private static final BigInteger LONGEST = BigInteger.valueOf(Long.MAX_VALUE);

  @Override
  public Duration convert(String text) {
    BigInteger nanos = BigInteger.ZERO;
    if (!text.equals("0")) {
      if (!WHOLE.matcher(text).matches()) {
        throw new TypeConversionException(
            "'" + text + "' is not a duration such as 10ms, 30m, 1h30m or 2d");
      }
      Matcher part = PART.matcher(text);
      while (part.find()) {
        nanos =
            nanos.add(
                new BigInteger(part.group(1)).multiply(BigInteger.valueOf(unit(part.group(2)))));
      }
    }
    if (nanos.compareTo(LONGEST) > 0) {
      throw new TypeConversionException("'" + text + "' is longer than 292 years");
    }
    return Duration.ofNanos(nanos.longValueExact());
  }

  private static long unit(String name) {
    return switch (name) {
      case "ns" -> 1;
      case "us" -> 1_000;
      case "ms" -> 1_000_000;
      case "s" -> 1_000_000_000;
      case "m" -> 60_000_000_000L;
      case "h" -> 3_600_000_000_000L;
      default -> 86_400_000_000_000L;
    };
  }
}
