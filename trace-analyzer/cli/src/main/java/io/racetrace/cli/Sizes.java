package io.racetrace.cli;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Sizes as people write them: 500kB, 100MB, 1.5GB. */
final class Sizes implements ITypeConverter<Long> {

  private static final Pattern SIZE = Pattern.compile("(\\d{1,12}(?:\\.\\d{1,3})?)([kKMGT]?)B?");

  @Override
  public Long convert(String text) {
    Matcher size = SIZE.matcher(text);
    if (!size.matches()) {
      throw new TypeConversionException("'" + text + "' is not a size such as 500kB, 100MB or 2GB");
    }
    BigDecimal bytes = new BigDecimal(size.group(1)).scaleByPowerOfTen(power(size.group(2)));
    if (bytes.compareTo(BigDecimal.ONE) < 0 || bytes.precision() - bytes.scale() > 18) {
      throw new TypeConversionException("'" + text + "' is no size that a file can have");
    }
    return bytes.longValue();
  }

  /** A size for people, such as 12.3 MB. */
  static String text(long bytes) {
    String units = "kMGT";
    double size = bytes;
    int unit = -1;
    while (size >= 999.95 && unit < units.length() - 1) {
      size /= 1000;
      unit++;
    }
    return unit < 0
        ? bytes + " B"
        : String.format(Locale.ROOT, "%.1f %sB", size, units.charAt(unit));
  }

  private static int power(String unit) {
    return switch (unit) {
      case "k", "K" -> 3;
      case "M" -> 6;
      case "G" -> 9;
      case "T" -> 12;
      default -> 0;
    };
  }
}
