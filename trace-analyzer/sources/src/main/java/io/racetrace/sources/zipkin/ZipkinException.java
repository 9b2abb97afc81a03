package io.racetrace.sources.zipkin;

import io.racetrace.sources.decode.Json;
import java.util.Map;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;

/**
 * The exception in an annotation's text.
 *
 * <p>OpenTelemetry's exporters write an event as its name and then its attributes as JSON; what
 * stands between and around them differs.
 */
final class ZipkinException {

  private static final Pattern BEGINNING = Pattern.compile("[{\"\\s]{0,5}exception\\b");

  private ZipkinException() {}

  /** Adds what the annotation says of an exception, if it is one. */
  static void read(String annotation, Map<String, String> into) {
    int attributes = annotation.indexOf('{');
    if (attributes < 0 || !BEGINNING.matcher(annotation).lookingAt()) {
      return;
    }
    try (JsonParser in =
        Json.FACTORY.createParser(ObjectReadContext.empty(), annotation.substring(attributes))) {
      while (in.nextToken() != null && !in.streamReadContext().inRoot()) {
        String key = in.currentToken() == JsonToken.VALUE_STRING ? in.currentName() : null;
        if ("exception.type".equals(key) || "exception.message".equals(key)) {
          into.put(key, in.getString());
        }
      }
    } catch (JacksonException e) {
      // An annotation is free text. What was whole before the fault is kept.
    }
  }
}
