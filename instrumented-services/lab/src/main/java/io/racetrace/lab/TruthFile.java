package io.racetrace.lab;

import io.racetrace.lab.exhibit.Truth;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonEncoding;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** The rows of a demo as JSON: an array with one object for each exhibit and form. */
final class TruthFile {
  private TruthFile() {}

  static void write(List<Row> rows, Path file) {
    try (JsonGenerator json =
        new JsonFactory()
            .createGenerator(ObjectWriteContext.empty(), file.toFile(), JsonEncoding.UTF8)) {
      json.writeStartArray();
      for (Row row : rows) {
        json.writeRaw("\n");
        json.writeStartObject();
        json.writeStringProperty("exhibit", row.exhibit().name());
        json.writeStringProperty("form", row.form().name());
        json.writeStringProperty("database", row.exhibit().database(row.form().name()));
        json.writeStringProperty("unit", row.exhibit().unit());
        numbers(json, row.truth(), row.explained().total());
        json.writeBooleanProperty("agrees", row.agrees());
        json.writeObjectPropertyStart("drill");
        numbers(json, row.drill(), row.drillExplained());
        json.writeEndObject();
        json.writeObjectPropertyStart("load");
        numbers(json, row.load(), null);
        json.writeEndObject();
        json.writeEndObject();
      }
      json.writeRaw("\n");
      json.writeEndArray();
      json.writeRaw("\n");
    }
  }

  private static void numbers(JsonGenerator json, Truth truth, @Nullable Long explained) {
    json.writeNumberProperty("expected", truth.expected());
    json.writeNumberProperty("found", truth.found());
    json.writeNumberProperty("missing", truth.missing());
    if (explained != null) {
      json.writeNumberProperty("explained", explained);
    }
    json.writeNumberProperty("duplicates", truth.duplicates());
    json.writeNumberProperty("recordsOff", truth.recordsOff());
    json.writeNumberProperty("operations", truth.operations());
    json.writeNumberProperty("refused", truth.refused());
  }
}
