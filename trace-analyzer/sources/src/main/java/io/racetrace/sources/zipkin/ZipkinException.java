package io.racetrace.sources.zipkin;

import io.racetrace.sources.decode.Json;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;

/**
 * The exception in an annotation's text.
 *
 * <p>OpenTelemetry's exporters write an event as its name and then its attributes as JSON; what
 * stands between and around them differs, and the one for Java escapes neither quotes nor line ends
 * within the values.
 */
final class ZipkinException {

  private static final Pattern BEGINNING = Pattern.compile("[{\"\\s]{0,5}exception\\b");

  private static final List<String> KEYS = List.of("exception.type", "exception.message");

  /** A value ends at the quote that the next attribute, or nothing, follows. */
  private static final Pattern UNESCAPED =
      Pattern.compile("(.*?)\"(?=,\"[a-z_.]{1,100}\":|}*\\s*$)", Pattern.DOTALL);

  private ZipkinException() {}

  /** Adds what the annotation says of an exception, if it is one. */
  static void read(String annotation, Map<String, String> into) {
    int attributes = annotation.indexOf('{');
    if (attributes < 0 || !BEGINNING.matcher(annotation).lookingAt()) {
      return;
    }
    Map<String, String> read = new HashMap<>();
    try (JsonParser in =
        Json.FACTORY.createParser(ObjectReadContext.empty(), annotation.substring(attributes))) {
      while (in.nextToken() != null && !in.streamReadContext().inRoot()) {
        String key = in.currentToken() == JsonToken.VALUE_STRING ? in.currentName() : null;
        if (key != null && KEYS.contains(key)) {
          read.put(key, in.getString());
        }
      }
      into.putAll(read);
    } catch (JacksonException e) {
      unescaped(annotation, into);
    }
  }

  private static void unescaped(String annotation, Map<String, String> into) {
    for (String key : KEYS) {
      String beginning = '"' + key + "\":\"";
      int at = annotation.indexOf(beginning);
      if (at >= 0) {
        Matcher value = UNESCAPED.matcher(annotation);
        if (value.region(at + beginning.length(), annotation.length()).lookingAt()) {
          into.put(key, value.group(1));
        }
      }
    }
  }
}
