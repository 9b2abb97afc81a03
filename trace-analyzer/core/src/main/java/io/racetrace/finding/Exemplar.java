package io.racetrace.finding;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One occurrence of a finding, told in full.
 *
 * @param time nanoseconds since 1970 of its last step
 * @param sides A, then B
 * @param slack null where no times are compared
 * @param lost what this occurrence lost, by column; empty where it was not recorded
 * @param sentence what happened, in one sentence
 */
public record Exemplar(
    Certainty certainty,
    String recordKey,
    long time,
    List<Side> sides,
    @Nullable Slack slack,
    SortedMap<String, BigDecimal> lost,
    String sentence,
    Explanation explanation) {

  /** The surest first, then by time and ids: the choice does not depend on the input's order. */
  public static final Comparator<Exemplar> CANONICAL =
      Comparator.comparing(Exemplar::certainty)
          .thenComparingLong(Exemplar::time)
          .thenComparing(Exemplar::recordKey)
          .thenComparing(exemplar -> exemplar.sides().toString());

  /** Copies the collections. */
  public Exemplar {
    sides = List.copyOf(sides);
    lost = Collections.unmodifiableSortedMap(new TreeMap<>(lost));
  }
}
