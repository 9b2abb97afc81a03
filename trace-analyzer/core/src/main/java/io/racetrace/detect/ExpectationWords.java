package io.racetrace.detect;

import io.racetrace.finding.Expectation;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A prediction in words, with the numbers that it was made of. */
final class ExpectationWords {

  private static final double NANOS_A_SECOND = Duration.ofSeconds(1).toNanos();

  private ExpectationWords() {}

  static String brief(Expectation expected) {
    Double perDay = expected.perDay();
    return perDay == null ? "nothing forbids it" : "expected " + number(perDay) + " a day";
  }

  static String inFull(Expectation expected) {
    Double perDay = expected.perDay();
    Double sameKey = expected.sameKey();
    if (perDay == null || sameKey == null) {
      return "nothing forbids it; no rate: " + missing(expected);
    }
    return "expected "
        + number(perDay)
        + " a day ("
        + each(
            number(expected.changesA() / seconds(expected.observedNanos())),
            number(expected.changesB() / seconds(expected.observedNanos())))
        + " changes/s, same key "
        + number(sameKey * 100)
        + " %, window "
        + each(milliseconds(expected.windowNanosA()), milliseconds(expected.windowNanosB()))
        + ")";
  }

  private static String missing(Expectation expected) {
    return expected.sameKey() == null && Math.min(expected.changesA(), expected.changesB()) >= 10
        ? "no key came twice in the input"
        : "the input is too small";
  }

  private static String each(String a, String b) {
    return a.equals(b) || b.equals("0 ms") ? a : a + " and " + b;
  }

  private static double seconds(long nanos) {
    return nanos / NANOS_A_SECOND;
  }

  private static String milliseconds(long nanos) {
    return nanos == 0 ? "0 ms" : number(nanos / 1e6) + " ms";
  }

  /** Two digits that mean something. */
  static String number(@Nullable Double value) {
    if (value == null || value == 0) {
      return "0";
    }
    if (value >= 100) {
      return String.format(Locale.ROOT, "%,d", Math.round(value));
    }
    if (value >= 10) {
      return Long.toString(Math.round(value));
    }
    if (value >= 1) {
      return String.format(Locale.ROOT, "%.1f", value);
    }
    int digits = Math.min(12, 1 - (int) Math.floor(Math.log10(value)));
    return String.format(Locale.ROOT, "%." + digits + "f", value);
  }
}
