package io.racetrace.detect;

import io.racetrace.access.Access;
import io.racetrace.access.Columns;
import io.racetrace.access.IsolationLevels;
import io.racetrace.access.IsolationLevels.Anomaly;
import io.racetrace.finding.Certainty;
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
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The occurrences of one finding on one record: what adds up is added up, and of the rest only what
 * may be told is kept. What differs from one to the next is told of the one that leads.
 */
final class OccurrenceSum {

  /** So many more than will be told come together before those that won't be are dropped. */
  private static final int SPARE = 64;

  private final Rule rule;
  private final Severity severity;
  private final Fingerprint fingerprint;
  private final Anomaly anomaly;
  private final int maxExemplars;
  private final List<Telling> tellings = new ArrayList<>();
  private boolean isFull;
  private final SortedMap<Certainty, Long> byCertainty = new TreeMap<>();
  private final Set<Touched> touched = new HashSet<>();
  private final SortedSet<String> columns = new TreeSet<>();
  private final SortedMap<String, BigDecimal> lostAmount = new TreeMap<>();
  private Scope scope = Scope.values()[0];
  private long count;
  private long lostUpdates;
  private long unmeasured;
  private long firstSeen = Long.MAX_VALUE;
  private long lastSeen = Long.MIN_VALUE;

  OccurrenceSum(
      Rule rule, Severity severity, Fingerprint fingerprint, Anomaly anomaly, int maxExemplars) {
    this.rule = rule;
    this.severity = severity;
    this.fingerprint = fingerprint;
    this.anomaly = anomaly;
    this.maxExemplars = maxExemplars;
  }

  /** The columns of both sides, which are the same ones again and again. */
  private record Touched(Columns a, Columns b) {}

  void add(
      Access a,
      Access b,
      Scope where,
      int destroyed,
      SortedMap<String, BigDecimal> lost,
      Telling telling) {
    count++;
    byCertainty.merge(telling.certainty(), 1L, Long::sum);
    lostUpdates += destroyed;
    unmeasured += lost.isEmpty() ? destroyed : 0;
    lost.forEach((column, amount) -> lostAmount.merge(column, amount, BigDecimal::add));
    firstSeen = Math.min(firstSeen, Math.min(a.effect().start(), b.effect().start()));
    lastSeen = Math.max(lastSeen, Math.max(a.effect().end(), b.effect().end()));
    scope = scope.compareTo(where) < 0 ? where : scope;
    if (touched.add(new Touched(a.columns(), b.columns()))) {
      columns.addAll(a.columns().shared(b.columns()));
    }
    // Once full, the last one that is kept is at the end of the kept ones.
    if (!isFull || !telling.isSurelyAfter(tellings.get(maxExemplars - 1))) {
      tellings.add(telling);
      if (tellings.size() - SPARE >= maxExemplars) {
        dropLast();
      }
    }
  }

  /** Of two that are equal the one that came first stays first. */
  private void dropLast() {
    tellings.sort(Telling.CANONICAL);
    if (tellings.size() >= maxExemplars) {
      tellings.subList(maxExemplars, tellings.size()).clear();
      isFull = true;
    }
  }

  Finding finding() {
    dropLast();
    Telling lead = tellings.get(0);
    Access a = lead.a();
    Access b = lead.b();
    return new Finding(
        rule,
        lead.certainty(),
        severity,
        fingerprint,
        a.record().type().id(),
        columns,
        count,
        byCertainty,
        new TreeSet<>(List.of(a.site().service(), b.site().service())),
        scope,
        scope == Scope.LEVEL_BASED
            ? IsolationLevels.weakest(a.record().type().store(), anomaly)
            : null,
        firstSeen,
        lastSeen,
        GuardLedger.of(lead.basisOfA(), lead.basisOfB(), anomaly),
        // The record counts once, however often it was hit.
        new Impact(1, lostUpdates, lostAmount, unmeasured),
        tellings.stream().map(Telling::exemplar).toList(),
        null);
  }
}
