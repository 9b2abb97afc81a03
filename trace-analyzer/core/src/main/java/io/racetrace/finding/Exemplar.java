package io.racetrace.finding;

import io.racetrace.access.KeySource;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One occurrence of a finding, told in full. What rests on a key that was assumed is {@link
 * Certainty#POSSIBLE} at most, whatever the rule says.
 *
 * @param recordKey of which record; empty where it is all the same which one, and no key is needed
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

  /** Copies the collections, and lowers the certainty where a key was assumed. */
  public Exemplar {
    sides = List.copyOf(sides);
    for (int i = 0; i < sides.size() && !recordKey.isEmpty(); i++) {
      KeySource source = sides.get(i).keySource();
      if (source.isAssumed()) {
        certainty = certainty.atMost(Certainty.POSSIBLE);
        explanation = explanation.assuming(assumption(i == 0 ? "A" : "B", source));
      }
    }
    lost = Collections.unmodifiableSortedMap(new TreeMap<>(lost));
  }

  /** This, resting on something that is assumed. */
  Exemplar assuming(String assumption) {
    return new Exemplar(
        certainty.atMost(Certainty.POSSIBLE),
        recordKey,
        time,
        sides,
        slack,
        lost,
        sentence,
        explanation.assuming(assumption));
  }

  private static String assumption(String side, KeySource source) {
    if (source == KeySource.WRITTEN) {
      return side
          + " read a row by another key than the one it wrote by; that it is the same row is assumed";
    }
    return "no statement of "
        + side
        + " shows its key: it was taken from the "
        + (source == KeySource.PATH ? "path of the request" : "key of the message");
  }
}
