package io.racetrace.detect;

import io.racetrace.access.Outcome;
import io.racetrace.access.Write;
import io.racetrace.finding.Certainty;
import io.racetrace.finding.Exemplar;
import io.racetrace.finding.Explanation;
import io.racetrace.finding.Finding;
import io.racetrace.finding.Rule;
import io.racetrace.finding.Scope;
import io.racetrace.finding.Severity;
import io.racetrace.finding.Side;
import io.racetrace.history.History;
import io.racetrace.history.ReadModifyWrite;
import io.racetrace.order.HappensBefore;
import io.racetrace.order.Ordering;
import io.racetrace.order.Relation;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * Two executions wrote one record at the same time, neither from what it had read: the last one
 * wins, and chance decides which that is.
 */
public final class OverlappingWrites implements RecordDetector {

  private static final Rule RULE =
      new Rule(
          "overlapping-writes",
          "two unordered writes of one record; chance decides who wins",
          "one owner for the record, or a version that orders the writers");

  @Override
  public Rule rule() {
    return RULE;
  }

  @Override
  public List<Finding> detect(History history, HappensBefore order) {
    List<Write> blind = new ArrayList<>();
    for (ReadModifyWrite change : ReadModifyWrite.of(history)) {
      if (!change.isBasedOnRead() && !change.holdsRow() && !change.checksVersion()) {
        blind.add(change.write());
      }
    }
    Occurrences occurrences = new Occurrences(RULE, Severity.LOW);
    for (int i = 0; i + 1 < blind.size(); i++) {
      // Sorted by time: if a write does not meet its neighbour, it meets none further on.
      Write one = blind.get(i);
      Write other = blind.get(i + 1);
      Relation relation = order.compare(one, other);
      boolean unordered =
          relation.ordering() == Ordering.CONCURRENT || relation.ordering() == Ordering.UNKNOWN;
      if (unordered && conflict(one, other)) {
        occurrences.add(
            one, other, Scope.UNKNOWN, 0, new TreeMap<>(), exemplar(one, other, relation));
      }
    }
    return occurrences.findings();
  }

  private static boolean conflict(Write one, Write other) {
    String value = one.left().value();
    boolean equalValues = value != null && value.equals(other.left().value());
    boolean destroys =
        one.columns().canDestroy(other.columns()) || other.columns().canDestroy(one.columns());
    return destroys && !equalValues && !one.site().sameExecution(other.site());
  }

  private static Exemplar exemplar(Write one, Write other, Relation relation) {
    boolean same = one.site().service().equals(other.site().service());
    return new Exemplar(
        certainty(one, other, relation),
        one.record().key(),
        Math.max(one.effect().end(), other.effect().end()),
        List.of(
            Side.of(one.site(), List.of(one.site().spanId())),
            Side.of(other.site(), List.of(other.site().spanId()))),
        null,
        new TreeMap<>(),
        one.site().service()
            + " and "
            + (same ? "itself" : other.site().service())
            + " wrote the same record at once; chance decided who won",
        new Explanation(
            WriteSteps.of(one, other),
            List.of("neither had read the record, so neither could know of the other"),
            relation.reason().because()));
  }

  private static Certainty certainty(Write one, Write other, Relation relation) {
    if (relation.ordering() == Ordering.UNKNOWN
        || one.outcome() == Outcome.INDETERMINATE
        || other.outcome() == Outcome.INDETERMINATE) {
      return Certainty.POSSIBLE;
    }
    return relation.isCausal() ? Certainty.PROVEN : Certainty.LIKELY;
  }
}
