package io.racetrace.detect;

import io.racetrace.access.Operation;
import io.racetrace.access.Outcome;
import io.racetrace.access.RecordType;
import io.racetrace.access.Write;
import io.racetrace.finding.Certainty;
import io.racetrace.finding.Exemplar;
import io.racetrace.finding.Explanation;
import io.racetrace.finding.Finding;
import io.racetrace.finding.Fingerprint;
import io.racetrace.finding.Impact;
import io.racetrace.finding.Rule;
import io.racetrace.finding.Scope;
import io.racetrace.finding.Severity;
import io.racetrace.finding.Side;
import io.racetrace.history.Census;
import io.racetrace.history.Census.Writer;
import io.racetrace.history.SharedRecords.Pair;
import io.racetrace.history.SharedRecords.Shared;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Two services change the same records, and no guard makes them respect each other: nobody decided
 * who owns the record. Inserts of fresh rows are no conflict, nor are records that one service
 * hands on to another for good.
 */
public final class OwnershipConflict implements CensusDetector {

  static final Rule RULE =
      new Rule(
          "ownership-conflict",
          "two services change one record type without a common guard",
          "one owner for the record: the other service goes through the owner's API or events");

  @Override
  public Rule rule() {
    return RULE;
  }

  @Override
  public List<Finding> detect(Census census) {
    List<Finding> findings = new ArrayList<>();
    for (RecordType type : census.types()) {
      for (Map.Entry<Pair, Shared> entry : census.shared(type).pairs().entrySet()) {
        Shared shared = entry.getValue();
        if (!shared.isHandOver() && isUnguarded(census, type, entry.getKey())) {
          findings.add(finding(type, entry.getKey(), shared));
        }
      }
    }
    return findings;
  }

  private static boolean isUnguarded(Census census, RecordType type, Pair pair) {
    List<Writer> first = changers(census, type, pair.first());
    List<Writer> second = changers(census, type, pair.second());
    return first.stream().anyMatch(a -> second.stream().anyMatch(b -> conflict(a, b)));
  }

  private static List<Writer> changers(Census census, RecordType type, String service) {
    List<Writer> writers = new ArrayList<>();
    for (Map.Entry<Writer, Census.Tally> entry : census.writers(type)) {
      Writer writer = entry.getKey();
      if (writer.service().equals(service) && writer.does() != Operation.INSERT) {
        writers.add(writer);
      }
    }
    return writers;
  }

  private static boolean conflict(Writer a, Writer b) {
    boolean destroys = a.columns().canDestroy(b.columns()) || b.columns().canDestroy(a.columns());
    return destroys && !a.respects(b);
  }

  private static Finding finding(RecordType type, Pair pair, Shared shared) {
    List<Exemplar> exemplars =
        shared.exemplars().stream().map(writes -> exemplar(shared, writes)).toList();
    Write a = shared.exemplars().get(0).get(0);
    Write b = shared.exemplars().get(0).get(1);
    SortedMap<Certainty, Long> byCertainty = new TreeMap<>();
    Certainty certainty = certainty(shared, a, b);
    byCertainty.put(certainty, shared.records());
    return new Finding(
        RULE,
        certainty,
        Severity.MEDIUM,
        Fingerprint.of(RULE, type, pair.first(), pair.second()),
        type.id(),
        a.columns().shared(b.columns()),
        shared.records(),
        byCertainty,
        new TreeSet<>(List.of(pair.first(), pair.second())),
        Scope.UNKNOWN,
        null,
        shared.seen().start(),
        shared.seen().end(),
        GuardLedger.of(a, b),
        new Impact(shared.records(), 0, new TreeMap<>(), 0),
        exemplars,
        null);
  }

  /**
   * Where nobody shows that the writes took effect, they may all have been undone; where nobody
   * shows their order, the record may have been handed on.
   */
  private static Certainty certainty(Shared shared, Write a, Write b) {
    if (shared.mayBeHandOver()) {
      return Certainty.POSSIBLE;
    }
    boolean tookEffect = a.outcome() == Outcome.COMMITTED && b.outcome() == Outcome.COMMITTED;
    return tookEffect ? Certainty.PROVEN : Certainty.LIKELY;
  }

  private static Exemplar exemplar(Shared shared, List<Write> pair) {
    Write a = pair.get(0);
    Write b = pair.get(1);
    return new Exemplar(
        certainty(shared, a, b),
        a.record().key(),
        Math.max(a.effect().end(), b.effect().end()),
        List.of(
            Side.of(a.site(), List.of(a.site().spanId())),
            Side.of(b.site(), List.of(b.site().spanId()))),
        null,
        new TreeMap<>(),
        a.site().service()
            + " and "
            + b.site().service()
            + " both change "
            + a.record().type().name()
            + "; no common guard was seen",
        new Explanation(
            WriteSteps.of(a, b),
            List.of(
                "both services changed the same record",
                "their writes share columns, and no guard that both keep was seen"),
            List.of("different columns", "fresh rows", "a hand-over for good"),
            shared.mayBeHandOver()
                ? "nothing tells who was last: one may have handed the record on to the other"
                : "seen in the spans of both"));
  }
}
