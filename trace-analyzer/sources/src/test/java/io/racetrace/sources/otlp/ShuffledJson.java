package io.racetrace.sources.otlp;

import io.racetrace.sources.decode.Json;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.io.JsonStringEncoder;

/** The same JSON value with the fields of every object in another order. */
public final class ShuffledJson {

  private ShuffledJson() {}

  public static String of(String json, Random random) {
    try (JsonParser in = Json.FACTORY.createParser(ObjectReadContext.empty(), json)) {
      in.nextToken();
      return value(in, random);
    }
  }

  private static String value(JsonParser in, Random random) {
    return switch (in.currentToken()) {
      case START_OBJECT -> {
        List<String> fields = new ArrayList<>();
        for (String name = in.nextName(); name != null; name = in.nextName()) {
          in.nextToken();
          fields.add(quoted(name) + ":" + value(in, random));
        }
        Collections.shuffle(fields, random);
        yield "{" + String.join(",", fields) + "}";
      }
      case START_ARRAY -> {
        List<String> elements = new ArrayList<>();
        while (in.nextToken() != JsonToken.END_ARRAY) {
          elements.add(value(in, random));
        }
        yield "[" + String.join(",", elements) + "]";
      }
      case VALUE_STRING -> quoted(in.getString());
      default -> in.getString();
    };
  }

  private static String quoted(String text) {
    return '"' + new String(JsonStringEncoder.getInstance().quoteAsCharArray(text)) + '"';
  }
}
