package io.racetrace.sources.decode;

import io.racetrace.report.Diagnostic;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a warning that Jaeger puts on a span says of its times, and of its trace.
 *
 * <p>Jaeger compares a span's times with its parent's. By how much they seem apart is told as the
 * power of ten above it, so that a million of them are a few lines.
 */
public final class JaegerWarning {

  /** Where answers in OTLP's form carry the warnings. */
  public static final String ATTRIBUTE = "@jaeger@warnings";

  /** Warnings are a sentence; beyond that lies broken or hostile input. */
  private static final int MAX_LENGTH = 500;

  /** One part of a length of time as Go writes it, such as the two of {@code 1m0.5s}. */
  private static final Pattern PART =
      Pattern.compile("(\\d{1,18}(?:\\.\\d{1,18})?)(ns|[uµμ]s|ms|s|m|h)");

  /** Servers with a limit on the size of a trace differ in words, by version. */
  private static final Pattern CUT =
      Pattern.compile("truncat|trace (has|have|with) more than|max\\w* (allowed |trace )*size");

  private JaegerWarning() {}

  /** Whether it says that the server left out spans of this one's trace. */
  private static boolean saysCut(String warning) {
    return CUT.matcher(warning).find();
  }

  /** Whether Jaeger moved the span's times, so that they are no clock's. */
  public static boolean saysMoved(String warning) {
    return lowerCase(warning).contains("adjusted by ") && fault(warning) != null;
  }

  /** What is wrong with the span's times according to this warning, if it speaks of them. */
  public static @Nullable SpanFault fault(String warning) {
    String text = lowerCase(warning);
    if (saysCut(text)) {
      return new SpanFault(
          Diagnostic.Kind.TRUNCATED_ANSWER, "of a trace that Jaeger gave only a part of");
    }
    if (text.contains("negative duration")) {
      return new SpanFault(Diagnostic.Kind.END_BEFORE_START, "taken as ending when it starts");
    }
    int moved = text.lastIndexOf("adjusted by ");
    if (moved >= 0) {
      return skew("Jaeger moved these times by up to ", text.substring(moved));
    }
    int apart = text.contains("clock skew") ? text.lastIndexOf("delta of ") : -1;
    return apart < 0
        ? null
        : skew("Jaeger saw this clock and its caller's apart by up to ", text.substring(apart));
  }

  private static String lowerCase(String warning) {
    return warning.substring(0, Math.min(warning.length(), MAX_LENGTH)).toLowerCase(Locale.ROOT);
  }

  private static @Nullable SpanFault skew(String sentence, String length) {
    Matcher part = PART.matcher(length);
    BigDecimal nanos = BigDecimal.ZERO;
    for (int at = 0; part.find() && (at == 0 || part.start() == at); at = part.end()) {
      nanos = nanos.add(new BigDecimal(part.group(1)).multiply(unit(part.group(2))));
    }
    return nanos.signum() == 0
        ? null
        : new SpanFault(Diagnostic.Kind.CLOCK_SKEW, sentence + powerOfTenAbove(nanos));
  }

  private static String powerOfTenAbove(BigDecimal nanos) {
    long bound = 1;
    while (BigDecimal.valueOf(bound).compareTo(nanos) < 0 && bound < 1_000_000_000_000_000L) {
      bound *= 10;
    }
    if (bound >= 1_000_000_000) {
      return bound / 1_000_000_000 + " s";
    }
    if (bound >= 1_000_000) {
      return bound / 1_000_000 + " ms";
    }
    return bound >= 1000 ? bound / 1000 + " µs" : bound + " ns";
  }

  private static BigDecimal unit(String name) {
    return BigDecimal.valueOf(
        switch (name) {
          case "ns" -> 1L;
          case "ms" -> 1_000_000L;
          case "s" -> 1_000_000_000L;
          case "m" -> 60_000_000_000L;
          case "h" -> 3_600_000_000_000L;
          default -> 1000L;
        });
  }
}
