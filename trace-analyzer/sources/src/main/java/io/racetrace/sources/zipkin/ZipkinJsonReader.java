package io.racetrace.sources.zipkin;

import io.racetrace.sources.decode.Json;
import io.racetrace.sources.decode.JsonSpanReader;
import io.racetrace.trace.Span;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Finds the spans in one JSON value of Zipkin: a span, or lists of spans, however deep. */
final class ZipkinJsonReader implements JsonSpanReader {

  private final Listener listener;
  private final ZipkinSpanReader spans = new ZipkinSpanReader();

  ZipkinJsonReader(Listener listener) {
    this.listener = listener;
  }

  @Override
  public void read(JsonParser in) {
    if (in.currentToken() == JsonToken.START_ARRAY) {
      while (in.nextToken() != JsonToken.END_ARRAY) {
        read(in);
      }
    } else if (Json.startsObject(in)) {
      Span span = spans.read(in);
      spans.faults().forEach(fault -> listener.fault(fault, spans.instance()));
      if (span != null) {
        listener.span(span);
      }
    }
  }
}
