package io.racetrace.lab;

import io.racetrace.SpanSource;
import io.racetrace.TraceAnalyzer;
import io.racetrace.access.Operation;
import io.racetrace.finding.Exemplar;
import io.racetrace.finding.Finding;
import io.racetrace.lab.exhibit.Exhibit;
import io.racetrace.report.Advisory;
import io.racetrace.report.JsonReportWriter;
import io.racetrace.report.Report;
import io.racetrace.report.TextReportWriter;
import io.racetrace.report.html.HtmlReportWriter;
import io.racetrace.sources.file.FileSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

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
    return in(FileSource.of(spansFile));
  }

  /**
   * @throws IOException when the source cannot be read
   */
  static Losses in(SpanSource spans) throws IOException {
    return new Losses(TraceAnalyzer.builder().exemplars(Integer.MAX_VALUE).build().analyze(spans));
  }

  /** What the analyzer says of everything in the spans. */
  Explained of(Exhibit exhibit) {
    return explained(exhibit, "");
  }

  /** What the analyzer says of the records in one form's database. */
  Explained of(Exhibit exhibit, String form) {
    return explained(exhibit, "/" + exhibit.database(form) + "/");
  }

  private Explained explained(Exhibit exhibit, String part) {
    SortedMap<String, Long> lost = new TreeMap<>();
    SortedSet<Explained.Found> findings = new TreeSet<>();
    for (Finding finding : report.findings()) {
      if (!finding.recordType().contains(part)) {
        continue;
      }
      findings.add(new Explained.Found(finding.rule().id(), finding.certainty()));
      for (Exemplar exemplar : finding.exemplars()) {
        BigDecimal amount = exhibit.column() == null ? null : exemplar.lost().get(exhibit.column());
        if (amount != null) {
          lost.merge(exemplar.recordKey(), amount.longValueExact(), Long::sum);
        }
      }
    }
    return new Explained(lost, findings, allGuarded(part));
  }

  private boolean allGuarded(String part) {
    return report.census().types().stream()
        .filter(type -> type.id().contains(part))
        .flatMap(type -> report.census().writers(type).stream())
        .map(Map.Entry::getKey)
        .filter(writer -> writer.does() == Operation.UPDATE)
        .noneMatch(writer -> writer.guards().isEmpty());
  }

  /**
   * Writes the report of a folder's spans beside them, for people and as JSON.
   *
   * @throws UncheckedIOException when a file cannot be read or written
   */
  static void writeReports(Path folder) {
    try {
      writeReports(
          folder.resolve("spans.jsonl"),
          folder.resolve("report.txt"),
          folder.resolve("report.json"),
          new StringBuilder());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /**
   * Writes the report, with three occurrences of each finding, for people and as JSON; beside the
   * text also as a page, {@code report.html}.
   *
   * @throws IOException when a file cannot be written
   */
  static void writeReports(Path spansFile, Path text, Path json, Appendable out)
      throws IOException {
    Advisory advisory = TraceAnalyzer.builder().build().advise(FileSource.of(spansFile));
    Report report = advisory.report();
    new TextReportWriter(false).write(report, out);
    try (Writer file = Files.newBufferedWriter(text)) {
      new TextReportWriter(false).write(report, file);
    }
    try (Writer file = Files.newBufferedWriter(json)) {
      new JsonReportWriter().write(report, file);
    }
    try (Writer file = Files.newBufferedWriter(text.resolveSibling("report.html"))) {
      new HtmlReportWriter().write(advisory, file);
    }
  }
}
