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
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/**
 * Two executions wrote one record at the same time, neither from what it had read: the last one
 * wins, and chance decides which that is.
 */
public final class OverlappingWrites implements RecordDetector {

  /** How many later writes are tried for each write. */
  private static final int TRIED = 64;

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
    return detect(history, order, Integer.MAX_VALUE);
  }

  @Override
  public List<Finding> detect(History history, HappensBefore order, int maxExemplars) {
    List<ReadModifyWrite> blind = new ArrayList<>();
    for (ReadModifyWrite change : history.changes()) {
      if (change.isUpdate() && isBlind(change)) {
        blind.add(change);
      }
    }
    blind.sort(Comparator.comparing(change -> change.write().effect()));
    Occurrences occurrences = new Occurrences(RULE, Severity.LOW, maxExemplars);
    for (int i = 0; i < blind.size(); i++) {
      addFirst(blind, i, order, occurrences);
    }
    return occurrences.findings();
  }

  /** Adds the first write that meets this one; a crowd of n counts n times, not n squared. */
  private static void addFirst(
      List<ReadModifyWrite> blind, int index, HappensBefore order, Occurrences occurrences) {
    Write one = blind.get(index).write();
    int end = Math.min(blind.size(), index + 1 + TRIED);
    for (int i = index + 1; i < end; i++) {
      Write other = blind.get(i).write();
      if (other.effect().start() > one.effect().end() + order.widestBound()) {
        return;
      }
      Relation relation = order.compare(one, other);
      boolean unordered =
          relation.ordering() == Ordering.CONCURRENT || relation.ordering() == Ordering.UNKNOWN;
      if (unordered && conflict(blind.get(index), blind.get(i))) {
        occurrences.add(
            one,
            other,
            Scope.UNKNOWN,
            0,
            new TreeMap<>(),
            Telling.of(
                one, other, certainty(one, other, relation), () -> exemplar(one, other, relation)));
        return;
      }
    }
  }

  /** Whether the change is made from nothing that it has read of what it sets. */
  private static boolean isBlind(ReadModifyWrite change) {
    return !change.isBasedOnRead()
        || !change.write().base().isKnown() && !change.hasSeenWhatItSets();
  }

  private static boolean conflict(ReadModifyWrite one, ReadModifyWrite other) {
    String value = one.left().value();
    boolean equalValues = value != null && value.equals(other.left().value());
    // What one message sets twice is set to the same, whether the values are known or not.
    boolean oneMessage = one.write().site().sameMessage(other.write().site());
    return !equalValues
        && !oneMessage
        && !one.hasSeenWhatChanges(other)
        && !other.hasSeenWhatChanges(one)
        && !one.excludes(other)
        && (destroys(one, other) || destroys(other, one));
  }

  private static boolean destroys(ReadModifyWrite one, ReadModifyWrite other) {
    return one.canDestroy(other) && !one.checksFor(other) && !one.holdsRow() && !one.isIsolated();
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
            List.of("neither had read what it set, so neither could know of the other"),
            List.of("equal values", "different columns", "one execution"),
            relation.because()));
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
