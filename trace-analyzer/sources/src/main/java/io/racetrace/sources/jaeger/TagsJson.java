package io.racetrace.sources.jaeger;

import io.racetrace.sources.decode.Json;
import java.io.StringWriter;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;

/** Tags as both interfaces take them: as a JSON object of strings. */
final class TagsJson {

  private TagsJson() {}

  static String of(Map<String, String> tags) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = Json.FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
      json.writeStartObject();
      new TreeMap<>(tags).forEach((key, value) -> json.writeStringProperty(key, value));
      json.writeEndObject();
    }
    return text.toString();
  }
}
