package io.racetrace.sources.otlp;

import io.racetrace.sources.decode.Json;
import io.racetrace.sources.decode.StringPool;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Reads OTLP's lists of attributes, with the values as text. */
final class OtlpAttributes {

  private final StringPool keys = new StringPool(1 << 12);
  private final StringPool values = new StringPool(1 << 14);

  /** Adds the attributes of the current array; of a key that comes twice the last value counts. */
  void read(JsonParser in, Map<String, String> into) {
    if (!Json.startsArray(in)) {
      return;
    }
    while (in.nextToken() != JsonToken.END_ARRAY) {
      if (!Json.startsObject(in)) {
        continue;
      }
      String key = null;
      String value = null;
      for (String name = in.nextName(); name != null; name = in.nextName()) {
        in.nextToken();
        switch (name) {
          case "key" -> key = Json.isText(in) ? keys.text(in) : null;
          case "value" -> value = value(in);
          default -> in.skipChildren();
        }
      }
      if (key != null && value != null) {
        into.put(key, value);
      }
    }
  }

  /** The text of the current token, empty for null. */
  String text(JsonParser in) {
    return Json.isText(in) ? values.text(in) : "";
  }

  /** A value as text, absent where none was ever set. */
  private @Nullable String value(JsonParser in) {
    if (!Json.startsObject(in)) {
      return null;
    }
    String value = null;
    for (String name = in.nextName(); name != null; name = in.nextName()) {
      JsonToken token = in.nextToken();
      if (token == JsonToken.VALUE_NULL) {
        continue;
      }
      switch (name) {
        case "stringValue", "intValue", "bytesValue" -> value = values.text(scalar(in));
        case "boolValue" -> value = scalar(in).getString();
        case "doubleValue" -> value = Json.decimal(scalar(in));
        case "arrayValue", "kvlistValue" -> value = OtlpNestedValue.json(in, name);
        default -> in.skipChildren();
      }
    }
    return value;
  }

  /** The parser, if its current token is one. */
  static JsonParser scalar(JsonParser in) {
    if (!in.currentToken().isScalarValue()) {
      throw Json.malformed(in, "an attribute's value is not of the type it is marked with");
    }
    return in;
  }
}
