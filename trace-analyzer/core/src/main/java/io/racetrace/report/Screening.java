package io.racetrace.report;

import io.racetrace.finding.Finding;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A report without what is known and what somebody lives with.
 *
 * @param report the rest
 * @param known findings of the baseline
 * @param suppressed findings that a suppression is for
 * @param notes what the person who wrote the lists should know: suppressions that are over or that
 *     nothing needs, entries of the baseline that are gone
 */
public record Screening(
    Report report, List<Finding> known, List<Finding> suppressed, List<String> notes) {

  /** Copies the lists. */
  public Screening {
    known = List.copyOf(known);
    suppressed = List.copyOf(suppressed);
    notes = List.copyOf(notes);
  }

  /**
   * @param today in UTC
   */
  public static Screening of(
      Report report, Baseline baseline, List<Suppression> suppressions, LocalDate today) {
    List<Finding> left = new ArrayList<>();
    List<Finding> known = new ArrayList<>();
    List<Finding> suppressed = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    List<Suppression> unused = new ArrayList<>(suppressions);
    SortedMap<String, String> gone = new TreeMap<>(baseline.known());
    for (Finding finding : report.findings()) {
      gone.remove(finding.fingerprint().toString());
      boolean isSuppressed = false;
      for (Suppression suppression : suppressions) {
        if (suppression.means(finding)) {
          unused.remove(suppression);
          isSuppressed |= !suppression.isExpired(today);
          if (suppression.isExpired(today)) {
            notes.add(
                suppression.where()
                    + ": the exception ended on "
                    + suppression.until()
                    + ", so "
                    + finding.rule().id()
                    + " "
                    + finding.fingerprint()
                    + " is back; it was: "
                    + suppression.reason());
          }
        }
      }
      (isSuppressed ? suppressed : baseline.knows(finding) ? known : left).add(finding);
    }
    for (Suppression suppression : unused) {
      notes.add(suppression.where() + ": nothing needs this exception any more; delete it");
    }
    for (Map.Entry<String, String> entry : gone.entrySet()) {
      notes.add("no longer found: " + entry.getKey() + "  " + entry.getValue());
    }
    return new Screening(report.with(left), known, suppressed, notes);
  }
}
