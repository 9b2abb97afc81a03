package io.racetrace.cli.saved;

import io.racetrace.report.JsonReportWriter;
import io.racetrace.report.Report;
import io.racetrace.sources.decode.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;

/** The findings of a report in JSON. Fields that it does not know are passed over. */
public record SavedReport(String name, String verdict, List<SavedFinding> findings) {

  /** Copies the list. */
  public SavedReport {
    findings = List.copyOf(findings);
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
    String verdict = "";
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
        case "findings" -> {
          hasFindings = true;
          if (in.currentToken() != JsonToken.START_ARRAY) {
            throw new NotOfReportException("findings is not an array");
          }
          while (in.nextToken() != JsonToken.END_ARRAY) {
            findings.add(SavedFinding.of(JsonTree.read("findings[" + findings.size() + "]", in)));
          }
        }
        default -> in.skipChildren();
      }
    }
    if (!schema.equals(JsonReportWriter.SCHEMA) || !hasFindings) {
      throw notOne(name);
    }
    return new SavedReport(name, verdict, findings);
  }

  private static IOException notOne(String name) {
    return new IOException(
        name
            + " is no report of racetrace in JSON; write one with 'racetrace analyze SPANS"
            + " --exemplars all --format json --out report.json'");
  }
}
