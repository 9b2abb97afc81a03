package io.racetrace.lab;

import io.racetrace.TraceAnalyzer;
import io.racetrace.finding.Exemplar;
import io.racetrace.finding.Finding;
import io.racetrace.report.JsonReportWriter;
import io.racetrace.report.Report;
import io.racetrace.report.TextReportWriter;
import io.racetrace.sources.FileSource;
import java.io.IOException;
import java.io.Writer;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** What the analyzer, from the spans alone, says was lost. */
final class Losses {
  private final Report report;

  private Losses(Report report) {
    this.report = report;
  }

  /**
   * Analyses a file of spans, with every occurrence told in full.
   *
   * @throws IOException when the file cannot be read
   */
  static Losses in(Path spansFile) throws IOException {
    return new Losses(
        TraceAnalyzer.builder()
            .exemplars(Integer.MAX_VALUE)
            .build()
            .analyze(FileSource.of(spansFile)));
  }

  /** What all records of one form's database lost. */
  long total(Exhibit exhibit, String form) {
    return findings(exhibit, form).stream()
        .mapToLong(finding -> amount(exhibit, finding.impact().lostAmount()))
        .sum();
  }

  /** What the drill's record lost. */
  long drill(Exhibit exhibit, String form) {
    return findings(exhibit, form).stream()
        .flatMap(finding -> finding.exemplars().stream())
        .filter(exemplar -> exemplar.recordKey().equals(exhibit.drillKey()))
        .map(Exemplar::lost)
        .mapToLong(lost -> amount(exhibit, lost))
        .sum();
  }

  /**
   * Writes the report, with three occurrences of each finding, for people and as JSON.
   *
   * @throws IOException when a file cannot be written
   */
  static void writeReports(Path spansFile, Path text, Path json, Appendable out)
      throws IOException {
    Report report = TraceAnalyzer.builder().build().analyze(FileSource.of(spansFile));
    new TextReportWriter(false).write(report, out);
    try (Writer file = Files.newBufferedWriter(text)) {
      new TextReportWriter(false).write(report, file);
    }
    try (Writer file = Files.newBufferedWriter(json)) {
      new JsonReportWriter().write(report, file);
    }
  }

  private List<Finding> findings(Exhibit exhibit, String form) {
    String database = "/" + exhibit.database(form) + "/";
    return report.findings().stream()
        .filter(finding -> finding.recordType().contains(database))
        .toList();
  }

  private static long amount(Exhibit exhibit, Map<String, BigDecimal> lost) {
    return lost.getOrDefault(exhibit.column(), BigDecimal.ZERO).longValueExact();
  }
}
