package io.racetrace.sources.otlp;

import java.util.Set;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Copies OTLP's JSON without a loss. */
final class OtlpTokens {

  /** 64-bit integers, which JSON readers elsewhere would round if they stayed numbers. */
  private static final Set<String> INT64 =
      Set.of("startTimeUnixNano", "endTimeUnixNano", "timeUnixNano", "intValue");

  private OtlpTokens() {}

  static void copyCurrent(JsonParser in, JsonGenerator json) {
    JsonToken token = in.currentToken();
    if (token == JsonToken.VALUE_NUMBER_INT
        && in.streamReadContext().inObject()
        && INT64.contains(in.currentName())) {
      json.writeString(in.getString());
    } else if (token.isNumeric()) {
      // As it is written: reading it could round it, or fail on an exponent without end.
      json.writeNumber(in.getString());
    } else {
      json.copyCurrentEvent(in);
    }
  }
}
