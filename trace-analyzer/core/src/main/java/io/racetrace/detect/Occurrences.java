package io.racetrace.detect;

import io.racetrace.access.Access;
import io.racetrace.access.IsolationLevels;
import io.racetrace.access.IsolationLevels.Anomaly;
import io.racetrace.finding.Certainty;
import io.racetrace.finding.Exemplar;
import io.racetrace.finding.Finding;
import io.racetrace.finding.Fingerprint;
import io.racetrace.finding.Impact;
import io.racetrace.finding.Rule;
import io.racetrace.finding.Scope;
import io.racetrace.finding.Severity;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Makes findings of the occurrences on one record, each between two writes. */
final class Occurrences {

  private final Rule rule;
  private final Severity severity;
  private final List<Finding> findings = new ArrayList<>();
  private final Set<Fingerprint> seen = new HashSet<>();

  Occurrences(Rule rule, Severity severity) {
    this.rule = rule;
    this.severity = severity;
  }

  List<Finding> findings() {
    return findings;
  }

  /**
   * @param lostUpdates how many changes this occurrence destroyed
   * @param lost what they amount to, by column; empty where it was not recorded
   */
  void add(
      Access a,
      Access b,
      Scope scope,
      int lostUpdates,
      SortedMap<String, BigDecimal> lost,
      Exemplar exemplar) {
    Certainty certainty = exemplar.certainty();
    Fingerprint fingerprint = Fingerprint.of(rule, a, b);
    // The record counts once for each finding, however often it was hit.
    int records = seen.add(fingerprint) ? 1 : 0;
    findings.add(
        new Finding(
            rule,
            certainty,
            severity,
            fingerprint,
            a.record().type().id(),
            a.columns().shared(b.columns()),
            1,
            new TreeMap<>(Map.of(certainty, 1L)),
            new TreeSet<>(List.of(a.site().service(), b.site().service())),
            scope,
            scope == Scope.LEVEL_BASED
                ? IsolationLevels.weakest(a.record().type().store(), anomaly())
                : null,
            Math.min(a.effect().start(), b.effect().start()),
            Math.max(a.effect().end(), b.effect().end()),
            GuardLedger.of(a, b, anomaly()),
            new Impact(records, lostUpdates, lost, lost.isEmpty() ? lostUpdates : 0),
            List.of(exemplar),
            null));
  }

  private Anomaly anomaly() {
    return switch (rule.id()) {
      case "write-skew" -> Anomaly.WRITE_SKEW;
      case "check-then-act" -> Anomaly.PHANTOM;
      default -> Anomaly.LOST_UPDATE;
    };
  }
}
