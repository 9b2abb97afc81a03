package io.racetrace.cli.saved;

import io.racetrace.history.CoverageRow;
import io.racetrace.report.JsonReportWriter;
import io.racetrace.report.Report;
import io.racetrace.report.Verdict;
import io.racetrace.report.WriterRow;
import io.racetrace.sources.decode.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;

/**
 * A report in JSON. Fields that it does not know are passed over.
 *
 * @param name of its file
 * @param isConclusive whether what it did not find may be taken not to be there
 * @param writers who writes what, by each way in which that is done; null if it does not tell
 * @param coverage what each service does to each record type, with a key or without; null if it
 *     does not tell all of that, as older ones do not
 */
public record SavedReport(
    String name,
    String verdict,
    boolean isConclusive,
    List<SavedFinding> findings,
    @Nullable List<WriterRow> writers,
    @Nullable List<CoverageRow> coverage) {

  /** Copies the lists. */
  public SavedReport {
    findings = List.copyOf(findings);
    writers = writers == null ? null : List.copyOf(writers);
    coverage = coverage == null ? null : List.copyOf(coverage);
  }

  /**
   * @throws IOException if it can't be read, or is no such report; the message says what to do
   */
  public static SavedReport read(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file);
        JsonParser parser = Json.FACTORY.createParser(ObjectReadContext.empty(), in)) {
      return read(file.toString(), parser);
    } catch (NoSuchFileException e) {
      throw new IOException(file + " is not there", e);
    }
  }

  /** What was just found, as if it had been saved. */
  public static SavedReport of(Report report, JsonReportWriter writer) throws IOException {
    StringBuilder json = new StringBuilder();
    writer.write(report, json);
    try (JsonParser parser =
        Json.FACTORY.createParser(ObjectReadContext.empty(), new StringReader(json.toString()))) {
      return read("this report", parser);
    }
  }

  private static SavedReport read(String name, JsonParser in) throws IOException {
    try {
      return report(name, in);
    } catch (JacksonException e) {
      throw new IOException(
          name
              + ":"
              + e.getLocation().getLineNr()
              + ": "
              + e.getOriginalMessage()
              + "; is the report whole?",
          e);
    } catch (NotOfReportException e) {
      throw new IOException(
          name + ":" + in.currentLocation().getLineNr() + ": " + e.getMessage(), e);
    }
  }

  private static SavedReport report(String name, JsonParser in) throws IOException {
    List<SavedFinding> findings = new ArrayList<>();
    List<WriterRow> writers = null;
    List<CoverageRow> coverage = null;
    String verdict = "";
    Boolean conclusive = null;
    String schema = "";
    boolean hasFindings = false;
    if (in.nextToken() != JsonToken.START_OBJECT) {
      throw notOne(name);
    }
    while (in.nextToken() != JsonToken.END_OBJECT) {
      String field = in.currentName();
      in.nextToken();
      switch (field) {
        case "schema" -> schema = JsonTree.read(field, in).text();
        case "verdict" -> verdict = JsonTree.read(field, in).text();
        case "conclusive" -> conclusive = JsonTree.read(field, in).truth();
        case "findings" -> {
          hasFindings = true;
          elements(field, in, tree -> findings.add(SavedFinding.of(tree)));
        }
        case "writers" -> {
          List<WriterRow> rows = new ArrayList<>();
          elements(field, in, tree -> rows.add(SavedWriter.row(tree)));
          writers = rows;
        }
        case "coverage" -> coverage = SavedCoverage.rows(JsonTree.read(field, in));
        default -> in.skipChildren();
      }
    }
    if (!schema.equals(JsonReportWriter.SCHEMA) || !hasFindings) {
      throw notOne(name);
    }
    // Older ones do not say it of what they found races in.
    boolean isConclusive =
        conclusive == null ? !verdict.equals(Verdict.INCONCLUSIVE.name()) : conclusive;
    return new SavedReport(name, verdict, isConclusive, findings, writers, coverage);
  }

  /** One at a time, as a report may have very many. */
  private static void elements(String field, JsonParser in, Consumer<JsonTree> each) {
    if (in.currentToken() != JsonToken.START_ARRAY) {
      throw new NotOfReportException(field + " is not an array");
    }
    for (int i = 0; in.nextToken() != JsonToken.END_ARRAY; i++) {
      each.accept(JsonTree.read(field + "[" + i + "]", in));
    }
  }

  private static IOException notOne(String name) {
    return new IOException(
        name
            + " is no report of racetrace in JSON; write one with 'racetrace analyze SPANS"
            + " --exemplars all --format json --out report.json'");
  }
}
