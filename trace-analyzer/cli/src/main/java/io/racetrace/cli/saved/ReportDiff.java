package io.racetrace.cli.saved;

import io.racetrace.finding.Certainty;
import io.racetrace.finding.Severity;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What came, went or changed between two reports; each list in the order of its report.
 *
 * @param changes every finding of both
 */
public record ReportDiff(List<Change> changes) {

  /** What became of a finding. */
  public enum Kind {
    NEW,
    /** Surer, graver, or seen more often. */
    WORSE,
    UNCHANGED,
    GONE;

    public String id() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * One finding.
   *
   * @param finding as it is now; of what is gone, as it was
   * @param before null for what is new
   */
  public record Change(Kind kind, SavedFinding finding, @Nullable SavedFinding before) {

    /** What it was before, where that differs; empty if it does not. */
    public String was() {
      if (before == null || kind == Kind.GONE) {
        return "";
      }
      List<String> words = new ArrayList<>();
      if (!before.certainty().equals(finding.certainty())) {
        words.add(before.certainty());
      }
      if (!before.severity().equals(finding.severity())) {
        words.add(before.severity());
      }
      if (before.count() != finding.count()) {
        words.add(times(before.count()));
      }
      return String.join(", ", words);
    }

    /** Whether it is so sure now, and was not before. */
    public boolean hasReached(Certainty certainty) {
      return kind != Kind.GONE
          && certainty(finding).isAtLeast(certainty)
          && (before == null || !certainty(before).isAtLeast(certainty));
    }
  }

  /** Copies the list. */
  public ReportDiff {
    changes = List.copyOf(changes);
  }

  public static ReportDiff of(SavedReport old, SavedReport now) {
    Map<String, SavedFinding> gone = new LinkedHashMap<>();
    old.findings().forEach(finding -> gone.put(finding.fingerprint(), finding));
    List<Change> changes = new ArrayList<>();
    for (SavedFinding finding : now.findings()) {
      SavedFinding before = gone.remove(finding.fingerprint());
      changes.add(new Change(kind(finding, before), finding, before));
    }
    gone.values().forEach(finding -> changes.add(new Change(Kind.GONE, finding, finding)));
    return new ReportDiff(changes);
  }

  private static Kind kind(SavedFinding finding, @Nullable SavedFinding before) {
    if (before == null) {
      return Kind.NEW;
    }
    int surer = certainty(before).compareTo(certainty(finding));
    int graver = severity(before).compareTo(severity(finding));
    boolean isWorse =
        surer > 0 || graver > 0 || surer == 0 && graver == 0 && finding.count() > before.count();
    return isWorse ? Kind.WORSE : Kind.UNCHANGED;
  }

  public List<Change> of(Kind kind) {
    return changes.stream().filter(change -> change.kind == kind).toList();
  }

  /** Such as {@code once} or {@code 3 times}. */
  public static String times(long count) {
    return count == 1 ? "once" : String.format(Locale.ROOT, "%,d times", count);
  }

  private static Certainty certainty(SavedFinding finding) {
    return Certainty.valueOf(finding.certainty());
  }

  private static Severity severity(SavedFinding finding) {
    return Severity.valueOf(finding.severity().toUpperCase(Locale.ROOT));
  }
}
