package io.racetrace.cli.saved;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** A part of a JSON document that was read whole; what is not of its form is told by its name. */
record JsonTree(String name, @Nullable Object value) {

  /** Reads the value that begins here. */
  static JsonTree read(String name, JsonParser in) {
    return new JsonTree(name, value(in));
  }

  private static @Nullable Object value(JsonParser in) {
    return switch (in.currentToken()) {
      case START_OBJECT -> {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        while (in.nextToken() != JsonToken.END_OBJECT) {
          String field = in.currentName();
          in.nextToken();
          map.put(field, value(in));
        }
        yield map;
      }
      case START_ARRAY -> {
        List<@Nullable Object> list = new ArrayList<>();
        while (in.nextToken() != JsonToken.END_ARRAY) {
          list.add(value(in));
        }
        yield list;
      }
      case VALUE_STRING -> in.getString();
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> in.getDecimalValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      default -> null;
    };
  }

  /** A field of this object; its value is null where it is absent. */
  JsonTree field(String field) {
    if (value instanceof Map<?, ?> map) {
      return new JsonTree(name + "." + field, map.get(field));
    }
    throw new NotOfReportException(name + " is not an object");
  }

  /** Text that must be there. */
  String text() {
    if (value instanceof String text) {
      return text;
    }
    throw new NotOfReportException(name + " is not text");
  }

  /** One of these words. */
  String oneOf(String... words) {
    if (!List.of(words).contains(text())) {
      throw new NotOfReportException(name + " is none of " + String.join(", ", words));
    }
    return text();
  }

  /** Text; empty where it is absent. */
  String textOrNone() {
    return value == null ? "" : text();
  }

  boolean truth() {
    if (value instanceof Boolean truth) {
      return truth;
    }
    throw new NotOfReportException(name + " is neither true nor false");
  }

  long number() {
    if (value instanceof BigDecimal number) {
      try {
        return number.longValueExact();
      } catch (ArithmeticException e) {
        throw new NotOfReportException(name + " is not a whole number");
      }
    }
    throw new NotOfReportException(name + " is not a number");
  }

  /** What is in this array; none where it is absent. */
  List<JsonTree> elements() {
    List<JsonTree> elements = new ArrayList<>();
    if (value instanceof List<?> list) {
      for (int i = 0; i < list.size(); i++) {
        elements.add(new JsonTree(name + "[" + i + "]", list.get(i)));
      }
    } else if (value != null) {
      throw new NotOfReportException(name + " is not an array");
    }
    return elements;
  }

  List<String> texts() {
    return elements().stream().map(JsonTree::text).toList();
  }

  /** Numbers by name; none where they are absent. */
  Map<String, BigDecimal> amounts() {
    Map<String, BigDecimal> amounts = new LinkedHashMap<>();
    if (value instanceof Map<?, ?> map) {
      map.forEach(
          (key, amount) -> {
            if (!(amount instanceof BigDecimal number)) {
              throw new NotOfReportException(name + "." + key + " is not a number");
            }
            amounts.put(String.valueOf(key), number);
          });
    } else if (value != null) {
      throw new NotOfReportException(name + " is not an object");
    }
    return amounts;
  }
}
