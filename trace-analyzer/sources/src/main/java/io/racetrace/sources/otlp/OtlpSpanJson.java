package io.racetrace.sources.otlp;

import io.racetrace.sources.decode.Json;
import io.racetrace.trace.ServiceInstance;
import io.racetrace.trace.Span;
import io.racetrace.trace.SpanId;
import io.racetrace.trace.SpanLink;
import java.io.StringWriter;
import java.util.TreeMap;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;

/** Writes a span that came in another format in OTLP's JSON form. */
final class OtlpSpanJson {

  private OtlpSpanJson() {}

  static String resource(ServiceInstance instance) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = Json.FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
      json.writeStartObject();
      json.writeArrayPropertyStart("attributes");
      attribute(json, "service.name", instance.service());
      if (!instance.instance().isEmpty()) {
        attribute(json, "service.instance.id", instance.instance());
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    return text.toString();
  }

  static String span(Span span) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = Json.FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
      json.writeStartObject();
      json.writeStringProperty("traceId", span.traceId().toString());
      json.writeStringProperty("spanId", span.spanId().toString());
      SpanId parent = span.parent();
      if (parent != null) {
        json.writeStringProperty("parentSpanId", parent.toString());
      }
      json.writeStringProperty("name", span.name());
      json.writeNumberProperty("kind", span.kind().ordinal());
      json.writeStringProperty("startTimeUnixNano", Long.toString(span.interval().start()));
      json.writeStringProperty("endTimeUnixNano", Long.toString(span.interval().end()));
      json.writeArrayPropertyStart("attributes");
      new TreeMap<>(span.attributes()).forEach((key, value) -> attribute(json, key, value));
      if (span.resolution() > 1) {
        attribute(json, OtlpSpanReader.RESOLUTION, Long.toString(span.resolution()));
      }
      json.writeEndArray();
      json.writeArrayPropertyStart("links");
      for (SpanLink link : span.links()) {
        json.writeStartObject();
        json.writeStringProperty("traceId", link.traceId().toString());
        json.writeStringProperty("spanId", link.spanId().toString());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeObjectPropertyStart("status");
      json.writeNumberProperty("code", span.status().ordinal());
      json.writeEndObject();
      json.writeEndObject();
    }
    return text.toString();
  }

  private static void attribute(JsonGenerator json, String key, String value) {
    json.writeStartObject();
    json.writeStringProperty("key", key);
    json.writeObjectPropertyStart("value");
    json.writeStringProperty("stringValue", value);
    json.writeEndObject();
    json.writeEndObject();
  }
}
