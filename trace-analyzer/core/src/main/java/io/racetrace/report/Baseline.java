package io.racetrace.report;

import io.racetrace.finding.Certainty;
import io.racetrace.finding.Finding;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Findings that were there when somebody drew a line: only others count. Nothing but an explicit
 * command changes it.
 *
 * @param known by fingerprint
 */
public record Baseline(SortedMap<String, Known> known) {

  /**
   * One of them.
   *
   * @param certainty how sure it was; if it is surer now, it counts again
   * @param rule id of the rule
   * @param what on which records and by whom; for people, nothing depends on it
   * @param where it is written, file and line; empty if it is not yet
   */
  public record Known(
      String fingerprint, Certainty certainty, String rule, String what, String where) {

    static Known of(Finding finding) {
      return new Known(
          finding.fingerprint().toString(),
          finding.certainty(),
          finding.rule().id(),
          finding.recordType() + " by " + String.join(", ", finding.services()),
          "");
    }

    Known asSureAs(Known other) {
      return certainty.isAtLeast(other.certainty) ? this : other;
    }
  }

  public static final Baseline NONE = new Baseline(new TreeMap<>());

  /** Copies the map. */
  public Baseline {
    known = Collections.unmodifiableSortedMap(new TreeMap<>(known));
  }

  /** All that a report found. */
  public static Baseline of(Report report) {
    SortedMap<String, Known> known = new TreeMap<>();
    for (Finding finding : report.findings()) {
      known.put(finding.fingerprint().toString(), Known.of(finding));
    }
    return new Baseline(known);
  }

  /**
   * This, brought to where a report is: what it found comes in, what it did not find goes, unless
   * it saw too little to tell. What was surer before stays so: a run that met a race less clearly
   * must not make the next one fail.
   */
  public Baseline updated(Report report) {
    SortedMap<String, Known> now = new TreeMap<>(of(report).known);
    known.forEach(
        (fingerprint, before) -> {
          if (now.containsKey(fingerprint) || !report.isConclusive()) {
            now.merge(fingerprint, before, Known::asSureAs);
          }
        });
    return new Baseline(now);
  }

  @Nullable Known of(Finding finding) {
    return known.get(finding.fingerprint().toString());
  }
}
