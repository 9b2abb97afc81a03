package io.racetrace.cli;

import io.racetrace.history.Coverage;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * What share of all writes must be known.
 *
 * @param atLeast 0 to 1
 */
record Requirement(Share share, BigDecimal atLeast) {

  /** The shares that can be asked for; in lower case, as they are written on the command line. */
  enum Share {
    coverage,
    units,
    outcomes,
    context;

    private long part(Coverage all) {
      return switch (this) {
        case coverage -> all.writesWithKey();
        case units -> all.writesWithUnit();
        case outcomes -> all.writesWithOutcome();
        case context -> all.writesInWholeTraces();
      };
    }
  }

  /** What to say where it is not met; null where it is. Compared without rounding. */
  @Nullable String complaint(Coverage coverage) {
    long part = share.part(coverage);
    BigDecimal least = atLeast.multiply(BigDecimal.valueOf(coverage.writes()));
    return BigDecimal.valueOf(part).compareTo(least) >= 0
        ? null
        : share
            + " is "
            + part
            + " of "
            + coverage.writes()
            + " writes, and --require asks for "
            + atLeast.toPlainString();
  }

  /** Reads {@code coverage=0.9}. */
  static final class Converter implements ITypeConverter<Requirement> {

    @Override
    public Requirement convert(String text) {
      int equals = text.indexOf('=');
      String name = equals < 0 ? text : text.substring(0, equals);
      String number = equals < 0 ? "" : text.substring(equals + 1);
      for (Share share : Share.values()) {
        if (share.name().equals(name)) {
          if (!number.matches("0(\\.\\d{1,9})?|1(\\.0{1,9})?")) {
            throw new TypeConversionException(
                "'" + text + "' does not end in a share from 0 to 1, such as " + name + "=0.9");
          }
          return new Requirement(share, new BigDecimal(number));
        }
      }
      throw new TypeConversionException(
          "'"
              + text
              + "' begins with none of "
              + Arrays.stream(Share.values())
                  .map(share -> share + "=")
                  .collect(Collectors.joining(", ")));
    }
  }
}
