package io.racetrace.sources.decode;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.json.JsonFactory;

/** The one configuration under which JSON is read and written. */
public final class Json {

  /**
   * How deep values may nest. OTLP itself needs 12 levels, the rest is left to attribute values; a
   * bound, because what follows the nesting is recursion.
   */
  public static final int MAX_DEPTH = 200;

  /** No text within a span is this long, in characters; beyond it lies broken or hostile input. */
  private static final int MAX_STRING = 20_000_000;

  public static final JsonFactory FACTORY =
      JsonFactory.builder()
          // Names stay canonical, which saves their copies; interning them in the JVM saves
          // nothing.
          .disable(JsonFactory.Feature.INTERN_PROPERTY_NAMES)
          .disable(StreamReadFeature.AUTO_CLOSE_SOURCE)
          .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
          // Half a document, closed for us, would look like a whole one.
          .disable(StreamWriteFeature.AUTO_CLOSE_CONTENT)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxStringLength(MAX_STRING)
                  .maxNameLength(10_000)
                  .maxNumberLength(400)
                  .build())
          .build();

  private Json() {}

  /** JSON that is whole, but not what its format says. */
  static final class NotOfFormatException extends StreamReadException {

    private static final long serialVersionUID = 1L;

    private NotOfFormatException(JsonParser in, String why) {
      super(in, why);
    }
  }

  /** Whether an array begins here; null stands for an absent one, anything else is an error. */
  public static boolean startsArray(JsonParser in) {
    return starts(in, JsonToken.START_ARRAY, "an array");
  }

  /** Whether an object begins here; null stands for an absent one, anything else is an error. */
  public static boolean startsObject(JsonParser in) {
    return starts(in, JsonToken.START_OBJECT, "an object");
  }

  /** Whether the current token is text; null stands for absent text, anything else is an error. */
  public static boolean isText(JsonParser in) {
    return starts(in, JsonToken.VALUE_STRING, "text");
  }

  private static boolean starts(JsonParser in, JsonToken token, String name) {
    if (in.currentToken() == token) {
      return true;
    }
    if (in.currentToken() == JsonToken.VALUE_NULL) {
      return false;
    }
    String field = in.currentName();
    throw malformed(in, (field == null ? "an element" : "\"" + field + "\"") + " is not " + name);
  }

  /** A floating-point number as text: of the current token if it is one, else as it is written. */
  public static String decimal(JsonParser in) {
    return in.currentToken() == JsonToken.VALUE_STRING
        ? in.getString()
        : decimal(in.getDoubleValue());
  }

  /**
   * One text for one number, whoever wrote it: 250, 250.0 and 2.5e2 are "250".
   *
   * <p>Up to 2^53 a whole number of floating point is exact, and it stays comparable to the same
   * value recorded as an integer.
   */
  public static String decimal(double number) {
    return number == Math.rint(number) && Math.abs(number) <= 1L << 53
        ? Long.toString((long) number)
        : Double.toString(number);
  }

  /** The error of JSON that is not of its format. */
  public static JacksonException malformed(JsonParser in, String why) {
    return new NotOfFormatException(in, why);
  }
}
