package io.racetrace.sources.otlp;

import io.racetrace.sources.decode.Json;
import java.io.OutputStream;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.TokenStreamContext;
import tools.jackson.core.exc.StreamReadException;

/** An export request in OTLP's JSON form, however it is laid out, as one line of a span file. */
public final class OtlpJsonToLine {

  private OtlpJsonToLine() {}

  /**
   * Copies the request with no white space and no line end.
   *
   * @return the number of spans written
   * @throws JacksonException if the bytes are not one such request and nothing else; part of it may
   *     have been written by then
   */
  public static long transcode(byte[] request, OutputStream out) {
    try (JsonParser in = Json.FACTORY.createParser(ObjectReadContext.empty(), request);
        JsonGenerator json = Json.FACTORY.createGenerator(ObjectWriteContext.empty(), out)) {
      if (in.nextToken() != JsonToken.START_OBJECT) {
        throw new StreamReadException(in, "an export request is a JSON object");
      }
      long spans = copyObject(in, json);
      if (in.nextToken() != null) {
        throw new StreamReadException(in, "something follows the export request");
      }
      return spans;
    }
  }

  private static long copyObject(JsonParser in, JsonGenerator json) {
    long spans = 0;
    int depth = 0;
    do {
      JsonToken token = in.currentToken();
      if (token.isStructStart()) {
        depth++;
        if (token == JsonToken.START_OBJECT && isSpan(in.streamReadContext())) {
          spans++;
        }
      } else if (token.isStructEnd()) {
        depth--;
      }
      if (depth == 1 && token.isScalarValue() && "resourceSpans".equals(in.currentName())) {
        throw new StreamReadException(in, "resourceSpans is an array");
      }
      OtlpTokens.copyCurrent(in, json);
    } while (depth > 0 && in.nextToken() != null);
    if (depth > 0) {
      throw new StreamReadException(in, "the request ends in the middle");
    }
    return spans;
  }

  private static boolean isSpan(TokenStreamContext object) {
    TokenStreamContext array = object.getParent();
    return array != null
        && array.inArray()
        && array.getParent() != null
        && "spans".equals(array.getParent().currentName());
  }
}
