package io.racetrace.sources;

import io.racetrace.trace.Span;
import io.racetrace.trace.SpanId;
import io.racetrace.trace.SpanKind;
import io.racetrace.trace.SpanStatus;
import tools.jackson.core.JsonGenerator;

/** Zipkin's JSON, version 2. */
final class ZipkinJsonWriter {

  private ZipkinJsonWriter() {}

  static void span(JsonGenerator out, Span span) {
    out.writeStartObject();
    out.writeStringProperty("traceId", span.traceId().toString());
    SpanId parent = span.parent();
    if (parent != null) {
      out.writeStringProperty("parentId", parent.toString());
    }
    out.writeStringProperty("id", span.spanId().toString());
    if (span.kind().ordinal() > SpanKind.INTERNAL.ordinal()) {
      out.writeStringProperty("kind", span.kind().name());
    }
    out.writeStringProperty("name", span.name());
    long start = span.interval().start() / 1000;
    out.writeNumberProperty("timestamp", start);
    out.writeNumberProperty("duration", span.interval().nanos() / 1000);
    out.writeObjectPropertyStart("localEndpoint");
    out.writeStringProperty("serviceName", span.instance().service());
    out.writeEndObject();
    out.writeObjectPropertyStart("tags");
    span.attributes().forEach(out::writeStringProperty);
    if (!span.instance().instance().isEmpty()) {
      out.writeStringProperty("service.instance.id", span.instance().instance());
    }
    if (span.status() != SpanStatus.UNSET) {
      out.writeStringProperty("otel.status_code", span.status().name());
    }
    if (span.status() == SpanStatus.ERROR) {
      out.writeStringProperty("error", "true");
    }
    out.writeEndObject();
    out.writeEndObject();
  }
}
