package io.racetrace.sources;

import io.racetrace.trace.ServiceInstance;
import io.racetrace.trace.Span;
import io.racetrace.trace.SpanId;
import io.racetrace.trace.SpanKind;
import io.racetrace.trace.SpanLink;
import io.racetrace.trace.SpanStatus;
import io.racetrace.trace.TraceId;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.core.JsonGenerator;

/** Jaeger's own JSON, in its two spellings. */
final class JaegerJsonWriter {

  private JaegerJsonWriter() {}

  static void trace(JsonGenerator out, List<Span> trace) {
    Map<ServiceInstance, String> processes = new LinkedHashMap<>();
    trace.forEach(
        span -> processes.computeIfAbsent(span.instance(), key -> "p" + (processes.size() + 1)));
    out.writeStartObject();
    out.writeStringProperty("traceID", trace.get(0).traceId().toString());
    out.writeArrayPropertyStart("spans");
    for (Span span : trace) {
      out.writeStartObject();
      fields(out, span);
      out.writeStringProperty("processID", processes.get(span.instance()));
      out.writeEndObject();
    }
    out.writeEndArray();
    out.writeObjectPropertyStart("processes");
    processes.forEach(
        (instance, id) -> {
          out.writeName(id);
          process(out, instance);
        });
    out.writeEndObject();
    out.writeNullProperty("warnings");
    out.writeEndObject();
  }

  static void fields(JsonGenerator out, Span span) {
    out.writeStringProperty("traceID", span.traceId().toString());
    out.writeStringProperty("spanID", span.spanId().toString());
    out.writeStringProperty("operationName", span.name());
    out.writeArrayPropertyStart("references");
    SpanId parent = span.parent();
    if (parent != null) {
      reference(out, "CHILD_OF", span.traceId(), parent);
    }
    for (SpanLink link : span.links()) {
      reference(out, "FOLLOWS_FROM", link.traceId(), link.spanId());
    }
    out.writeEndArray();
    long start = span.interval().start() / 1000;
    out.writeNumberProperty("startTime", start);
    out.writeNumberProperty("duration", span.interval().nanos() / 1000);
    out.writeArrayPropertyStart("tags");
    tags(span).forEach((key, value) -> tag(out, key, value));
    out.writeEndArray();
    out.writeArrayPropertyStart("logs");
    out.writeEndArray();
  }

  private static void reference(JsonGenerator out, String type, TraceId traceId, SpanId spanId) {
    out.writeStartObject();
    out.writeStringProperty("refType", type);
    out.writeStringProperty("traceID", traceId.toString());
    out.writeStringProperty("spanID", spanId.toString());
    out.writeEndObject();
  }

  private static Map<String, String> tags(Span span) {
    Map<String, String> tags = new LinkedHashMap<>(span.attributes());
    if (span.kind() != SpanKind.UNSPECIFIED) {
      tags.put("span.kind", span.kind().name().toLowerCase(Locale.ROOT));
    }
    if (span.status() != SpanStatus.UNSET) {
      tags.put("otel.status_code", span.status().name());
    }
    if (span.status() == SpanStatus.ERROR) {
      tags.put("error", "true");
    }
    return tags;
  }

  private static void tag(JsonGenerator out, String key, String value) {
    out.writeStartObject();
    out.writeStringProperty("key", key);
    out.writeStringProperty("type", "string");
    out.writeStringProperty("value", value);
    out.writeEndObject();
  }

  static void process(JsonGenerator out, ServiceInstance instance) {
    out.writeStartObject();
    out.writeStringProperty("serviceName", instance.service());
    out.writeArrayPropertyStart("tags");
    if (!instance.instance().isEmpty()) {
      tag(out, "service.instance.id", instance.instance());
    }
    out.writeEndArray();
    out.writeEndObject();
  }

  static void protobuf(JsonGenerator out, Span span) {
    out.writeStartObject();
    out.writeStringProperty("traceId", base64(span.traceId()));
    out.writeStringProperty("spanId", base64(span.spanId()));
    out.writeStringProperty("operationName", span.name());
    out.writeArrayPropertyStart("references");
    SpanId parent = span.parent();
    if (parent != null) {
      protobufReference(out, "CHILD_OF", span.traceId(), parent);
    }
    for (SpanLink link : span.links()) {
      protobufReference(out, "FOLLOWS_FROM", link.traceId(), link.spanId());
    }
    out.writeEndArray();
    long start = span.interval().start();
    out.writeStringProperty(
        "startTime",
        Instant.ofEpochSecond(start / 1_000_000_000, start % 1_000_000_000).toString());
    long nanos = span.interval().nanos();
    out.writeStringProperty(
        "duration", nanos / 1_000_000_000 + ".%09ds".formatted(nanos % 1_000_000_000));
    out.writeArrayPropertyStart("tags");
    tags(span).forEach((key, value) -> protobufTag(out, key, value));
    out.writeEndArray();
    out.writeObjectPropertyStart("process");
    out.writeStringProperty("serviceName", span.instance().service());
    out.writeArrayPropertyStart("tags");
    if (!span.instance().instance().isEmpty()) {
      protobufTag(out, "service.instance.id", span.instance().instance());
    }
    out.writeEndArray();
    out.writeEndObject();
    out.writeEndObject();
  }

  private static void protobufReference(
      JsonGenerator out, String type, TraceId traceId, SpanId spanId) {
    out.writeStartObject();
    out.writeStringProperty("traceId", base64(traceId));
    out.writeStringProperty("spanId", base64(spanId));
    if (type.equals("FOLLOWS_FROM")) {
      out.writeStringProperty("refType", type);
    }
    out.writeEndObject();
  }

  private static void protobufTag(JsonGenerator out, String key, String value) {
    out.writeStartObject();
    out.writeStringProperty("key", key);
    if (!value.isEmpty()) {
      out.writeStringProperty("vStr", value);
    }
    out.writeEndObject();
  }

  private static String base64(TraceId id) {
    return Base64.getEncoder()
        .encodeToString(ByteBuffer.allocate(16).putLong(id.high()).putLong(id.low()).array());
  }

  private static String base64(SpanId id) {
    return Base64.getEncoder().encodeToString(ByteBuffer.allocate(8).putLong(id.value()).array());
  }
}
