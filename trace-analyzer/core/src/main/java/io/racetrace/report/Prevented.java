package io.racetrace.report;

import java.util.Comparator;

/**
 * Races that a guard stopped: not findings, but the evidence that a fix works.
 *
 * @param rule id of the rule that would have been broken
 * @param guard id of the guard that refused a write
 */
public record Prevented(String rule, String recordType, String guard, long count)
    implements Comparable<Prevented> {

  private static final Comparator<Prevented> ORDER =
      Comparator.comparing(Prevented::recordType)
          .thenComparing(Prevented::rule)
          .thenComparing(Prevented::guard);

  @Override
  public int compareTo(Prevented other) {
    return ORDER.compare(this, other);
  }
}
