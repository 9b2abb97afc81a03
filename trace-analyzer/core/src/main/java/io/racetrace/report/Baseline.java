package io.racetrace.report;

import io.racetrace.finding.Finding;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Findings that were there when somebody drew a line: only others count. Nothing but an explicit
 * command changes it.
 *
 * @param known what each of them was, in a line, by its fingerprint
 */
public record Baseline(SortedMap<String, String> known) {

  public static final Baseline NONE = new Baseline(new TreeMap<>());

  /** Copies the map. */
  public Baseline {
    known = Collections.unmodifiableSortedMap(new TreeMap<>(known));
  }

  /** All that a report found. */
  public static Baseline of(Report report) {
    SortedMap<String, String> known = new TreeMap<>();
    for (Finding finding : report.findings()) {
      known.put(finding.fingerprint().toString(), line(finding));
    }
    return new Baseline(known);
  }

  private static String line(Finding finding) {
    return finding.rule().id()
        + " on "
        + finding.recordType()
        + " by "
        + String.join(", ", finding.services());
  }

  boolean knows(Finding finding) {
    return known.containsKey(finding.fingerprint().toString());
  }
}
