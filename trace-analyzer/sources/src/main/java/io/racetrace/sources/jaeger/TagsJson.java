package io.racetrace.sources.jaeger;

import io.racetrace.sources.decode.Json;
import java.io.StringWriter;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;

/**
 * Tags as both interfaces take them: as a JSON object of strings.
 *
 * <p>Without {@code error=false}: spans without an error have no such tag that a server could find,
 * so that is left to our own filter.
 */
final class TagsJson {

  private TagsJson() {}

  static String of(Map<String, String> tags) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = Json.FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
      json.writeStartObject();
      Map<String, String> asked = new TreeMap<>(tags);
      asked.remove("error", "false");
      asked.forEach((key, value) -> json.writeStringProperty(key, value));
      json.writeEndObject();
    }
    return text.toString();
  }
}
