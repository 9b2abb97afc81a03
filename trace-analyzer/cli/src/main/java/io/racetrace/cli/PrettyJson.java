package io.racetrace.cli;

import io.racetrace.sources.decode.Json;
import java.io.IOException;
import java.io.StringWriter;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.PrettyPrinter;
import tools.jackson.core.util.DefaultPrettyPrinter;

/** JSON in lines, for people who look at it and for what compares lines. */
final class PrettyJson {

  private PrettyJson() {}

  /** An object with the name and version of its form, and what else is written into it. */
  static void write(String schema, Appendable to, Consumer<JsonGenerator> fields)
      throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = Json.FACTORY.createGenerator(new Pretty(), text)) {
      json.writeStartObject();
      json.writeStringProperty("schema", schema);
      fields.accept(json);
      json.writeEndObject();
    }
    to.append(text.toString()).append('\n');
  }

  private static final class Pretty extends ObjectWriteContext.Base {

    @Override
    public PrettyPrinter getPrettyPrinter() {
      return new DefaultPrettyPrinter();
    }
  }
}
