package io.racetrace.detect;

import io.racetrace.access.Outcome;
import io.racetrace.access.Read;
import io.racetrace.access.RecordKey;
import io.racetrace.finding.Certainty;
import io.racetrace.finding.Finding;
import io.racetrace.finding.Rule;
import io.racetrace.finding.Severity;
import io.racetrace.history.History;
import io.racetrace.order.HappensBefore;
import io.racetrace.order.Ordering;
import io.racetrace.order.Relation;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Somebody looked whether a row is there, how many there are, or how much is left, and acted on the
 * answer when it was no longer true: another one had done the same meanwhile (Warszawski and
 * Bailis, ACIDRain, 2017). The rows need not be there yet, so what they have in common is the
 * predicate.
 */
public final class CheckThenAct implements RecordDetector {

  /** How many other writes are tried for each; further ones are no better evidence. */
  private static final int TRIED = 64;

  private static final Rule RULE =
      new Rule(
          "check-then-act",
          "a write rests on a look that was no longer true when it took effect",
          "a unique constraint, the condition in the write's WHERE, or a lock before the look");

  /**
   * @param stale who acted on what was no longer true
   * @param other who had made it untrue
   */
  record Race(Decision stale, Decision other, Relation looked, Certainty certainty) {}

  @Override
  public Rule rule() {
    return RULE;
  }

  @Override
  public RecordKey.Kind kind() {
    return RecordKey.Kind.PREDICATE;
  }

  @Override
  public List<Finding> detect(History history, HappensBefore order) {
    return detect(history, order, Integer.MAX_VALUE);
  }

  @Override
  public List<Finding> detect(History history, HappensBefore order, int maxExemplars) {
    List<Decision> decisions = Decision.of(history);
    Occurrences occurrences = new Occurrences(RULE, Severity.HIGH, maxExemplars);
    for (int i = 0; i < decisions.size(); i++) {
      Race race = surest(decisions, i, order);
      if (race != null) {
        occurrences.add(
            race.stale.act(),
            race.other.act(),
            race.stale.scope(),
            0,
            new TreeMap<>(),
            Telling.of(race.stale.act(), race.other.act(), CheckThenActStory.tell(race, order))
                .resting(Basis.of(race.stale), Basis.of(race.other)));
      }
    }
    List<Finding> findings = new ArrayList<>(occurrences.findings());
    findings.addAll(new SecondLooks(RULE, history, decisions, order).find());
    return findings;
  }

  /** The surest race of one decision with an earlier one, so that a crowd of n counts n times. */
  private static @Nullable Race surest(List<Decision> decisions, int index, HappensBefore order) {
    Decision later = decisions.get(index);
    Race surest = null;
    for (int i = index - 1; i >= Math.max(0, index - TRIED); i--) {
      Decision earlier = decisions.get(i);
      for (Race race : new Race[] {race(later, earlier, order), race(earlier, later, order)}) {
        if (race != null
            && (surest == null || race.certainty().compareTo(surest.certainty()) < 0)) {
          surest = race;
        }
      }
    }
    return surest;
  }

  private static @Nullable Race race(Decision stale, Decision other, HappensBefore order) {
    Read check = stale.check();
    if (check == null
        || stale.isGuarded()
        || !stale.minds(other)
        || stale.adds() && other.isGuarded()
        || stale.isOfOneUnitWith(other)
        || stale.act().site().sameMessage(other.act().site())
        || stale.excludes(other)
        || stale.held().isOfTable()) {
      return null;
    }
    Relation looked = order.compare(check, other.act());
    Relation wrote = order.compare(other.act(), stale.act());
    Read otherCheck = other.isGuarded() ? null : other.check();
    Relation otherLooked = otherCheck == null ? null : order.compare(otherCheck, stale.act());
    if (looked.ordering() == Ordering.AFTER
        || wrote.ordering() == Ordering.AFTER
        || otherLooked != null && otherLooked.ordering() == Ordering.AFTER) {
      return null;
    }
    boolean bothMissed = otherLooked != null && otherLooked.ordering() == Ordering.BEFORE;
    boolean missed =
        looked.ordering() == Ordering.BEFORE && (wrote.ordering() == Ordering.BEFORE || bothMissed);
    boolean bothFoundNothing =
        otherCheck != null && Looks.foundNothing(check) && Looks.foundNothing(otherCheck);
    Certainty certainty =
        bothFoundNothing || missed && looked.isCausal() && wrote.isCausal()
            ? Certainty.PROVEN
            : missed ? Certainty.LIKELY : Certainty.POSSIBLE;
    boolean plain = stale.counts() || Looks.decides(check);
    if (!plain && certainty == Certainty.POSSIBLE) {
      return null;
    }
    boolean sure =
        plain
            && !stale.isOfAnotherRequest()
            && !stale.held().mayExclude(other.held())
            && stale.act().outcome() == Outcome.COMMITTED
            && other.act().outcome() == Outcome.COMMITTED;
    // What is counted need not have come to its limit.
    Certainty most =
        !sure ? Certainty.POSSIBLE : stale.counts() ? Certainty.LIKELY : Certainty.PROVEN;
    return new Race(stale, other, looked, certainty.atMost(most));
  }
}
