package io.racetrace.lab.measure;

import java.util.List;
import java.util.Locale;

/**
 * One figure over all rounds.
 *
 * @param comparison like {@code hot-row}
 * @param of a form, or two with a slash between them
 * @param what is measured, like {@code throughput}
 */
record Figure(String comparison, String of, String what, double median, double low, double high) {
  static final String THROUGHPUT = "throughput";

  /**
   * @param rounds at least one
   */
  static Figure over(String comparison, String of, String what, List<Double> rounds) {
    List<Double> sorted = rounds.stream().sorted().toList();
    int half = sorted.size() / 2;
    double median =
        sorted.size() % 2 == 1 ? sorted.get(half) : (sorted.get(half - 1) + sorted.get(half)) / 2;
    return new Figure(comparison, of, what, median, sorted.get(0), sorted.get(sorted.size() - 1));
  }

  /** A row of the table in which pages look it up. */
  String row() {
    return "| %s | %s | %s | %s | %s | %s |"
        .formatted(comparison, of, what, number(median), number(low), number(high));
  }

  /** Two digits that count, and no more than a busy machine lets one believe. */
  static String number(double value) {
    if (value == 0) {
      return "0";
    }
    if (value < 0.01) {
      return "<0.01";
    }
    return String.format(
        Locale.ROOT, value >= 9.95 ? "%.0f" : value >= 0.995 ? "%.1f" : "%.2f", value);
  }
}
