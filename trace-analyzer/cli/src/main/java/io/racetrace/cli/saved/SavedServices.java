package io.racetrace.cli.saved;

import io.racetrace.report.JsonReportWriter;
import io.racetrace.sources.decode.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.SortedSet;
import java.util.TreeSet;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;

/** The services of which a report in JSON has seen spans. */
public final class SavedServices {

  private SavedServices() {}

  /**
   * @throws IOException if it can't be read, or is no such report; the message says what to do
   */
  public static SortedSet<String> read(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file);
        JsonParser parser = Json.FACTORY.createParser(ObjectReadContext.empty(), in)) {
      return read(file.toString(), parser);
    } catch (NoSuchFileException e) {
      throw new IOException(file + " is not there", e);
    } catch (JacksonException | NotOfReportException e) {
      throw new IOException(file + ": " + firstLine(e) + "; is the report whole?", e);
    }
  }

  private static SortedSet<String> read(String name, JsonParser in) throws IOException {
    SortedSet<String> services = new TreeSet<>();
    String schema = "";
    if (in.nextToken() == JsonToken.START_OBJECT) {
      while (in.nextToken() != JsonToken.END_OBJECT) {
        String field = in.currentName();
        in.nextToken();
        switch (field) {
          case "schema" -> schema = JsonTree.read(field, in).text();
          case "writers" -> add(JsonTree.read(field, in), services);
          case "coverage" -> add(JsonTree.read(field, in).field("services"), services);
          default -> in.skipChildren();
        }
      }
    }
    if (!schema.equals(JsonReportWriter.SCHEMA)) {
      throw new IOException(
          name
              + " is no report of racetrace in JSON; write one with 'racetrace analyze SPANS"
              + " --format json --out report.json'");
    }
    return services;
  }

  private static void add(JsonTree array, SortedSet<String> services) {
    for (JsonTree each : array.elements()) {
      services.add(each.field("service").text());
    }
  }

  private static String firstLine(Exception e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("not readable");
  }
}
