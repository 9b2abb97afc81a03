package io.racetrace.sources.jaeger;

import io.racetrace.sources.decode.Json;
import io.racetrace.sources.decode.StringPool;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Reads Jaeger's tags, of spans, processes and logs, with the values as text. */
final class JaegerTags {

  private final StringPool keys = new StringPool(1 << 12);
  private final StringPool values = new StringPool(1 << 14);

  /** The name of an operation at the current token. */
  String name(JsonParser in) {
    return keys.text(in);
  }

  /** Adds the tags of the current array; of a key that comes twice the last value counts. */
  void read(JsonParser in, Map<String, String> into) {
    if (!Json.startsArray(in)) {
      return;
    }
    while (in.nextToken() != JsonToken.END_ARRAY) {
      if (Json.startsObject(in)) {
        tag(in, into);
      }
    }
  }

  /** Adds the tags of the current object, as Elasticsearch can be made to hold them. */
  void readMap(JsonParser in, Map<String, String> into) {
    if (!Json.startsObject(in)) {
      return;
    }
    for (String name = in.nextName(); name != null; name = in.nextName()) {
      in.nextToken();
      String value = value(in);
      if (value != null) {
        // A point in a field's name would make it an object there.
        put(into, name.replace('@', '.'), value);
      }
    }
  }

  private void tag(JsonParser in, Map<String, String> into) {
    String key = null;
    String value = null;
    String type = "";
    boolean isNull = false;
    for (String name = in.nextName(); name != null; name = in.nextName()) {
      in.nextToken();
      switch (name) {
        case "key" -> key = Json.isText(in) ? keys.text(in) : null;
        case "type", "vType" -> type = Json.isText(in) ? in.getString() : "";
        case "value", "vStr", "vBool", "vInt64", "vFloat64", "vBinary" -> {
          value = value(in);
          isNull = value == null;
        }
        default -> in.skipChildren();
      }
    }
    // Jaeger writes null for no bytes; of other types it says that nothing was ever set.
    if (key == null || (isNull && !type.equals("binary"))) {
      return;
    }
    boolean isDecimal = type.equalsIgnoreCase("float64");
    if (value == null) {
      put(into, key, unwritten(type));
    } else {
      put(into, key, isDecimal ? decimal(value) : value);
    }
  }

  private @Nullable String value(JsonParser in) {
    return switch (in.currentToken()) {
      case VALUE_STRING, VALUE_NUMBER_INT -> values.text(in);
      case VALUE_NUMBER_FLOAT -> Json.decimal(in);
      case VALUE_TRUE -> "true";
      case VALUE_FALSE -> "false";
      default -> {
        in.skipChildren();
        yield null;
      }
    };
  }

  /** Protobuf's JSON leaves out what is zero, false or empty. */
  private static String unwritten(String type) {
    return switch (type) {
      case "BOOL" -> "false";
      case "INT64", "FLOAT64" -> "0";
      default -> "";
    };
  }

  private static String decimal(String text) {
    try {
      return Json.decimal(Double.parseDouble(text));
    } catch (NumberFormatException e) {
      return text;
    }
  }

  private static void put(Map<String, String> into, String key, String value) {
    if (key.equals("error") && value.equals("true")) {
      // Jaeger adds this flag beside the text that another tracer has under the same key.
      into.putIfAbsent(key, value);
    } else {
      into.put(key, value);
    }
  }
}
