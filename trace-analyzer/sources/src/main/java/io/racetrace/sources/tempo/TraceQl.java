package io.racetrace.sources.tempo;

import io.racetrace.sources.backend.Search;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** A search in Tempo's query language. */
final class TraceQl {

  private TraceQl() {}

  static String of(Search search) {
    List<String> conditions = new ArrayList<>();
    if (search.service() != null) {
      conditions.add("resource.service.name = " + quoted(search.service()));
    }
    new TreeMap<>(search.tags()).forEach((key, value) -> conditions.add(condition(key, value)));
    return conditions.isEmpty() ? "{ }" : "{ " + String.join(" && ", conditions) + " }";
  }

  private static String condition(String key, String value) {
    if (key.equals("error")) {
      return value.equals("true") ? "status = error" : "status != error";
    }
    String name = "span." + (key.matches("[A-Za-z_][\\w.-]*") ? key : quoted(key));
    String condition = name + " = " + quoted(value);
    // Values have types there, and text never equals a number.
    return value.matches("-?\\d{1,18}(\\.\\d{1,9})?|true|false")
        ? "(" + condition + " || " + name + " = " + value + ")"
        : condition;
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
  }
}
