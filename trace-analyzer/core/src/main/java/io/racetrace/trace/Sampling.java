package io.racetrace.trace;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * With which probability a trace was kept, as its trace state says (OpenTelemetry's
 * "tracestate-probability-sampling").
 *
 * @param threshold of 2^56 possible traces so many are not kept; 0 to 2^56 - 1
 * @param explicitRandomness whether the trace state brings its own randomness ({@code rv}), so that
 *     several traces may have been kept or dropped together
 */
public record Sampling(long threshold, boolean explicitRandomness) {

  /**
   * The attribute that the trace state is kept in, as Jaeger's and Zipkin's older forms call it.
   */
  public static final String TRACE_STATE = "w3c.tracestate";

  private static final long ALL = 1L << 56;
  private static final int DIGITS = 14;

  /** OpenTelemetry's own part of a trace state. */
  private static final Pattern OWN = Pattern.compile("(?:^|,)[ \\t]*ot=([^,]*)");

  private static final Pattern THRESHOLD = Pattern.compile("(?:^|;)th:([0-9a-f]{1,14})(?:;|$)");
  private static final Pattern RANDOMNESS = Pattern.compile("(?:^|;)rv:[0-9a-f]{14}(?:;|$)");

  /**
   * @throws IllegalArgumentException if the threshold is out of range
   */
  public Sampling {
    if (threshold < 0 || threshold >= ALL) {
      throw new IllegalArgumentException("a threshold is 0 to 2^56 - 1: " + threshold);
    }
  }

  /** What the trace state says; null if it does not speak of sampling. */
  public static @Nullable Sampling of(@Nullable String traceState) {
    if (traceState == null) {
      return null;
    }
    Matcher own = OWN.matcher(traceState);
    if (!own.find()) {
      return null;
    }
    String values = own.group(1).strip();
    Matcher threshold = THRESHOLD.matcher(values);
    if (!threshold.find()) {
      return null;
    }
    String digits = threshold.group(1);
    long value = Long.parseLong(digits, 16) << 4 * (DIGITS - digits.length());
    return new Sampling(value, RANDOMNESS.matcher(values).find());
  }

  /** Above 0, at most 1. */
  public double probability() {
    return (double) (ALL - threshold) / ALL;
  }

  /** Of two, the one that keeps less. */
  public Sampling rarer(Sampling other) {
    return new Sampling(
        Math.max(threshold, other.threshold), explicitRandomness || other.explicitRandomness);
  }
}
