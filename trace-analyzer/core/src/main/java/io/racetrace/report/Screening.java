package io.racetrace.report;

import io.racetrace.finding.Finding;
import io.racetrace.finding.Fingerprint;
import io.racetrace.report.Baseline.Known;
import io.racetrace.report.Standing.Change;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A report beside what is known and what somebody lives with.
 *
 * @param whole all that was found
 * @param report the same with those findings alone that count
 * @param isScreened whether there was anything to hold the report against
 * @param standings of each finding
 * @param gone what is in the baseline and was not found
 * @param notes what the person who wrote the lists should know: suppressions that are over or that
 *     nothing needs, entries of the baseline that are gone
 */
public record Screening(
    Report whole,
    Report report,
    boolean isScreened,
    Map<Fingerprint, Standing> standings,
    List<Known> gone,
    List<String> notes) {

  /** Copies the collections. */
  public Screening {
    standings = Map.copyOf(standings);
    gone = List.copyOf(gone);
    notes = List.copyOf(notes);
  }

  /** A report that nothing is held against: every finding counts. */
  public static Screening none(Report report) {
    return new Screening(report, report, false, Map.of(), List.of(), List.of());
  }

  /**
   * @param baseline null if there is none
   * @param today in UTC
   */
  public static Screening of(
      Report report, @Nullable Baseline baseline, List<Suppression> suppressions, LocalDate today) {
    Map<Fingerprint, Standing> standings = new TreeMap<>();
    List<String> notes = new ArrayList<>();
    List<Suppression> unused = new ArrayList<>(suppressions);
    SortedMap<String, Known> gone =
        new TreeMap<>(baseline == null ? Baseline.NONE.known() : baseline.known());
    for (Finding finding : report.findings()) {
      Known known = gone.remove(finding.fingerprint().toString());
      List<Suppression> meaning =
          suppressions.stream().filter(suppression -> suppression.means(finding)).toList();
      unused.removeAll(meaning);
      standings.put(finding.fingerprint(), standing(finding, known, meaning, today, notes));
    }
    for (Suppression suppression : unused) {
      notes.add(suppression.where() + ": nothing needs this exception any more; delete it");
    }
    for (Known known : gone.values()) {
      notes.add(
          known.where()
              + ": no longer found: "
              + known.fingerprint()
              + " "
              + known.rule()
              + " on "
              + known.what()
              + (report.isConclusive()
                  ? "; 'racetrace baseline update' takes it out"
                  : "; but too little was seen to say that it is gone"));
    }
    List<Finding> left =
        report.findings().stream()
            .filter(finding -> standing(standings, finding).counts())
            .toList();
    return new Screening(
        report,
        report.with(left),
        baseline != null || !suppressions.isEmpty(),
        standings,
        List.copyOf(gone.values()),
        notes);
  }

  private static Standing standing(
      Finding finding,
      @Nullable Known known,
      List<Suppression> meaning,
      LocalDate today,
      List<String> notes) {
    Change change =
        known == null
            ? Change.NEW
            : known.certainty().isAtLeast(finding.certainty()) ? Change.UNCHANGED : Change.WORSE;
    for (Suppression suppression : meaning) {
      if (!suppression.isExpired(today)) {
        if (known != null) {
          notes.add(
              suppression.where()
                  + ": "
                  + finding.fingerprint()
                  + " is in the baseline too, "
                  + known.where()
                  + "; delete it from one of them");
        }
        return new Standing(change, suppression, false, suppression.words());
      }
    }
    if (!meaning.isEmpty()) {
      Suppression over = meaning.get(0);
      String why = "the exception ended on " + over.until() + ", so ";
      String was = " is back; it was: " + over.reason();
      notes.add(
          over.where() + ": " + why + finding.rule().id() + " " + finding.fingerprint() + was);
      return new Standing(change, null, true, over.where() + ": " + why + "it" + was);
    }
    if (known == null) {
      return Standing.NEW;
    }
    if (change == Change.WORSE) {
      String why =
          known.where()
              + ": "
              + finding.fingerprint()
              + " was "
              + known.certainty()
              + " and is "
              + finding.certainty()
              + ", so it counts again";
      notes.add(why);
      return new Standing(change, null, true, why);
    }
    return new Standing(
        change,
        null,
        false,
        known.where().isEmpty() ? "in the baseline" : "in the baseline, " + known.where());
  }

  /** Where a finding of the whole report stands. */
  public Standing standing(Finding finding) {
    return standing(standings, finding);
  }

  private static Standing standing(Map<Fingerprint, Standing> standings, Finding finding) {
    return standings.getOrDefault(finding.fingerprint(), Standing.NEW);
  }

  /** Those that are in the baseline and do not count. */
  public List<Finding> known() {
    return leftOut(false);
  }

  /** Those that a suppression is in force for. */
  public List<Finding> suppressed() {
    return leftOut(true);
  }

  private List<Finding> leftOut(boolean isSuppressed) {
    return whole.findings().stream()
        .filter(finding -> !standing(finding).counts())
        .filter(finding -> (standing(finding).suppression() != null) == isSuppressed)
        .toList();
  }

  /** How many are left out, in a few words; empty if none are. */
  String leftOutWords() {
    List<String> words = new ArrayList<>();
    if (!known().isEmpty()) {
      words.add(known().size() + " known from the baseline");
    }
    if (!suppressed().isEmpty()) {
      words.add(suppressed().size() + " excepted");
    }
    return String.join(" and ", words);
  }
}
