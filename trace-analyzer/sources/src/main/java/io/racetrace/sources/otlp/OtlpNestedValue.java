package io.racetrace.sources.otlp;

import io.racetrace.sources.decode.Json;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.io.JsonStringEncoder;

/** Attribute values that hold values: arrays as JSON arrays, lists of pairs as JSON objects. */
final class OtlpNestedValue {

  private OtlpNestedValue() {}

  /**
   * The JSON text of the current token.
   *
   * @param kind {@code arrayValue} or {@code kvlistValue}
   */
  static String json(JsonParser in, String kind) {
    boolean pairs = kind.equals("kvlistValue");
    StringJoiner json = pairs ? new StringJoiner(",", "{", "}") : new StringJoiner(",", "[", "]");
    if (Json.startsObject(in)) {
      for (String name = in.nextName(); name != null; name = in.nextName()) {
        in.nextToken();
        if (!name.equals("values")) {
          in.skipChildren();
        } else if (Json.startsArray(in)) {
          while (in.nextToken() != JsonToken.END_ARRAY) {
            json.add(pairs ? pair(in) : element(in));
          }
        }
      }
    }
    return json.toString();
  }

  private static String pair(JsonParser in) {
    String key = "";
    String value = "null";
    if (Json.startsObject(in)) {
      for (String name = in.nextName(); name != null; name = in.nextName()) {
        in.nextToken();
        switch (name) {
          case "key" -> key = OtlpAttributes.scalar(in).getString();
          case "value" -> value = element(in);
          default -> in.skipChildren();
        }
      }
    }
    return quoted(key) + ":" + value;
  }

  private static String element(JsonParser in) {
    String json = "null";
    if (Json.startsObject(in)) {
      for (String name = in.nextName(); name != null; name = in.nextName()) {
        JsonToken token = in.nextToken();
        String value = token == JsonToken.VALUE_NULL ? null : value(in, name);
        if (value != null) {
          json = value;
        }
      }
    }
    return json;
  }

  private static @Nullable String value(JsonParser in, String kind) {
    return switch (kind) {
      case "stringValue", "bytesValue" -> quoted(OtlpAttributes.scalar(in).getString());
      case "intValue" -> number(OtlpAttributes.scalar(in).getString());
      case "doubleValue" -> number(Json.decimal(OtlpAttributes.scalar(in)));
      case "boolValue" -> "true".equals(OtlpAttributes.scalar(in).getString()) ? "true" : "false";
      case "arrayValue", "kvlistValue" -> json(in, kind);
      default -> {
        in.skipChildren();
        yield null;
      }
    };
  }

  /** A number as it is, and what JSON has no number for in quotes. */
  static String number(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!((c >= '0' && c <= '9') || c == '-' || c == '+' || c == '.' || c == 'E' || c == 'e')) {
        return quoted(text);
      }
    }
    return text;
  }

  static String quoted(String text) {
    return '"' + new String(JsonStringEncoder.getInstance().quoteAsCharArray(text)) + '"';
  }
}
