package io.racetrace.detect;

import io.racetrace.access.Access;
import io.racetrace.access.IsolationLevels.Anomaly;
import io.racetrace.access.Site;
import io.racetrace.finding.Exemplar;
import io.racetrace.finding.Finding;
import io.racetrace.finding.Fingerprint;
import io.racetrace.finding.Rule;
import io.racetrace.finding.Scope;
import io.racetrace.finding.Severity;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * Adds up the occurrences on one record, each between two accesses, to one finding for each pair of
 * code paths. On a record that everybody writes they are thousands, of which a report tells three.
 */
final class Occurrences {

  private final Rule rule;
  private final Severity severity;
  private final int maxExemplars;
  private final Anomaly anomaly;
  private final Map<CodePaths, OccurrenceSum> byPaths = new HashMap<>();
  private final Map<Fingerprint, OccurrenceSum> sums = new LinkedHashMap<>();

  /** With every occurrence told. */
  Occurrences(Rule rule, Severity severity) {
    this(rule, severity, Integer.MAX_VALUE);
  }

  /**
   * @param maxExemplars how many occurrences of each finding are told
   */
  Occurrences(Rule rule, Severity severity, int maxExemplars) {
    this(rule, severity, maxExemplars, anomaly(rule));
  }

  /**
   * @param anomaly what a level has to stop
   */
  Occurrences(Rule rule, Severity severity, int maxExemplars, Anomaly anomaly) {
    this.anomaly = anomaly;
    this.rule = rule;
    this.severity = severity;
    this.maxExemplars = maxExemplars;
  }

  /** What a fingerprint is made of, which costs much more than to look it up. */
  private record CodePaths(
      String service,
      String entryPoint,
      String statement,
      String otherService,
      String otherEntryPoint,
      String otherStatement) {

    static CodePaths of(Site one, Site other) {
      return new CodePaths(
          one.service(),
          one.entryPoint().operation(),
          one.statement(),
          other.service(),
          other.entryPoint().operation(),
          other.statement());
    }
  }

  /** One for each pair of code paths, in the order in which they came. */
  List<Finding> findings() {
    return sums.values().stream().map(OccurrenceSum::finding).toList();
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
    add(a, b, scope, lostUpdates, lost, Telling.of(a, b, exemplar));
  }

  /** The same, told only if the report will. */
  void add(
      Access a,
      Access b,
      Scope scope,
      int lostUpdates,
      SortedMap<String, BigDecimal> lost,
      Telling telling) {
    byPaths
        .computeIfAbsent(CodePaths.of(a.site(), b.site()), paths -> sum(Fingerprint.of(rule, a, b)))
        .add(a, b, scope, lostUpdates, lost, telling);
  }

  /** Paths that are swapped share a fingerprint. */
  private OccurrenceSum sum(Fingerprint fingerprint) {
    return sums.computeIfAbsent(
        fingerprint,
        unseen -> new OccurrenceSum(rule, severity, fingerprint, anomaly, maxExemplars));
  }

  private static Anomaly anomaly(Rule rule) {
    return switch (rule.id()) {
      case "write-skew" -> Anomaly.WRITE_SKEW;
      case "check-then-act" -> Anomaly.PHANTOM;
      default -> Anomaly.LOST_UPDATE;
    };
  }
}
