package io.racetrace.cli.saved;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Some reports, in which a finding is found again by the first characters of its fingerprint. */
public record SavedReports(List<SavedReport> reports) {

  private static final int SHOWN = 20;

  /** A finding, and the name of the report that it is in. */
  public record Found(String report, SavedFinding finding) {

    String line() {
      return finding.fingerprint()
          + "  "
          + finding.rule()
          + "  "
          + finding.certainty()
          + "  "
          + finding.recordType();
    }
  }

  /** Copies the list. */
  public SavedReports {
    reports = List.copyOf(reports);
  }

  /**
   * @throws IOException if one of them can't be read, or is no report
   */
  public static SavedReports read(List<Path> files) throws IOException {
    List<SavedReport> reports = new ArrayList<>();
    for (Path file : files) {
      reports.add(SavedReport.read(file));
    }
    return new SavedReports(reports);
  }

  public List<Found> all() {
    return reports.stream()
        .flatMap(
            report -> report.findings().stream().map(finding -> new Found(report.name(), finding)))
        .toList();
  }

  /**
   * The one finding that is meant. If several reports have it, the last one that was given counts.
   *
   * @param prefix of the fingerprint; null if nothing was said
   * @param rule null for any
   * @throws NoSuchFindingException if there is none, or more than one; its message lists them
   */
  public Found find(@Nullable String prefix, @Nullable String rule) throws NoSuchFindingException {
    Predicate<Found> isNamed =
        found -> prefix == null || found.finding.fingerprint().startsWith(prefix);
    List<Found> named = all().stream().filter(isNamed).toList();
    List<Found> meant =
        named.stream().filter(found -> rule == null || found.finding.rule().equals(rule)).toList();
    long different = meant.stream().map(found -> found.finding.fingerprint()).distinct().count();
    if (different == 1) {
      return meant.get(meant.size() - 1);
    }
    String where = reports.stream().map(SavedReport::name).collect(Collectors.joining(", "));
    if (different > 1) {
      throw new NoSuchFindingException(
          prefix == null
              ? where + " has several findings; say which, with --finding:"
              : "'" + prefix + "' begins several fingerprints; give more of it:",
          lines(meant));
    }
    if (!named.isEmpty()) {
      throw new NoSuchFindingException(
          "what is there is of another rule than " + rule + ":", lines(named));
    }
    throw new NoSuchFindingException(
        prefix == null
            ? where + " has no finding" + (rule == null ? "" : " of " + rule)
            : "no fingerprint in " + where + " begins with '" + prefix + "'",
        lines(all()));
  }

  private static List<String> lines(List<Found> found) {
    List<String> lines =
        found.stream().map(Found::line).distinct().sorted().collect(Collectors.toList());
    if (lines.size() > SHOWN) {
      int more = lines.size() - SHOWN;
      lines = new ArrayList<>(lines.subList(0, SHOWN));
      lines.add("and " + more + " more");
    }
    return lines;
  }
}
