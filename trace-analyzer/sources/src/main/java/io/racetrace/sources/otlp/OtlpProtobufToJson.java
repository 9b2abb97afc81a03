package io.racetrace.sources.otlp;

import com.google.protobuf.InvalidProtocolBufferException;
import io.racetrace.sources.decode.Json;
import java.io.IOException;
import java.io.OutputStream;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;

/**
 * OTLP's binary form of an export request, written as OTLP's JSON form.
 *
 * <p>The encoding's own field numbers are walked, with no generated class between, and nothing that
 * the protocol says about traces is lost. Shape and order of the JSON are those of the
 * OpenTelemetry Collector's file exporter: ids in lower-case hexadecimal digits, enumerations as
 * numbers, 64-bit integers as decimal text, fields that hold their default left out.
 */
public final class OtlpProtobufToJson {

  private final JsonGenerator json;
  private long spans;

  private OtlpProtobufToJson(JsonGenerator json) {
    this.json = json;
  }

  /**
   * Writes {@code {"resourceSpans":[...]}}, with no line end.
   *
   * @param request an encoded {@code ExportTraceServiceRequest} or {@code TracesData}
   * @return the number of spans written
   * @throws InvalidProtocolBufferException if the bytes are not such a message; part of it may have
   *     been written by then
   */
  public static long transcode(byte[] request, OutputStream out) throws IOException {
    try (JsonGenerator json = Json.FACTORY.createGenerator(ObjectWriteContext.empty(), out)) {
      OtlpProtobufToJson transcoder = new OtlpProtobufToJson(json);
      json.writeStartObject();
      json.writeArrayPropertyStart("resourceSpans");
      ProtobufFields.of(request).forEach(1, transcoder::resourceSpans);
      json.writeEndArray();
      json.writeEndObject();
      return transcoder.spans;
    }
  }

  private void resourceSpans(ProtobufFields message) throws IOException {
    json.writeStartObject();
    ProtobufFields resource = message.message(1);
    json.writeObjectPropertyStart("resource");
    attributes(resource, 1);
    unsigned("droppedAttributesCount", resource.varint(2));
    array("entityRefs", resource, 3, this::entityRef);
    json.writeEndObject();
    array("scopeSpans", message, 2, this::scopeSpans);
    text("schemaUrl", message.string(3));
    json.writeEndObject();
  }

  private void entityRef(ProtobufFields message) {
    json.writeStartObject();
    text("schemaUrl", message.string(1));
    text("type", message.string(2));
    texts("idKeys", message, 3);
    texts("descriptionKeys", message, 4);
    json.writeEndObject();
  }

  private void scopeSpans(ProtobufFields message) throws IOException {
    json.writeStartObject();
    ProtobufFields scope = message.message(1);
    json.writeObjectPropertyStart("scope");
    text("name", scope.string(1));
    text("version", scope.string(2));
    attributes(scope, 3);
    unsigned("droppedAttributesCount", scope.varint(4));
    json.writeEndObject();
    array("spans", message, 2, this::span);
    text("schemaUrl", message.string(3));
    json.writeEndObject();
  }

  private void span(ProtobufFields span) throws IOException {
    spans++;
    json.writeStartObject();
    text("traceId", span.hex(1));
    text("spanId", span.hex(2));
    text("traceState", span.string(3));
    text("parentSpanId", span.hex(4));
    unsigned("flags", span.fixed32(16));
    text("name", span.string(5));
    enumeration("kind", span.varint(6));
    nanos("startTimeUnixNano", span.fixed64(7));
    nanos("endTimeUnixNano", span.fixed64(8));
    attributes(span, 9);
    unsigned("droppedAttributesCount", span.varint(10));
    array("events", span, 11, this::event);
    unsigned("droppedEventsCount", span.varint(12));
    array("links", span, 13, this::link);
    unsigned("droppedLinksCount", span.varint(14));
    ProtobufFields status = span.message(15);
    json.writeObjectPropertyStart("status");
    text("message", status.string(2));
    enumeration("code", status.varint(3));
    json.writeEndObject();
    json.writeEndObject();
  }

  private void event(ProtobufFields event) throws IOException {
    json.writeStartObject();
    nanos("timeUnixNano", event.fixed64(1));
    text("name", event.string(2));
    attributes(event, 3);
    unsigned("droppedAttributesCount", event.varint(4));
    json.writeEndObject();
  }

  private void link(ProtobufFields link) throws IOException {
    json.writeStartObject();
    text("traceId", link.hex(1));
    text("spanId", link.hex(2));
    text("traceState", link.string(3));
    attributes(link, 4);
    unsigned("droppedAttributesCount", link.varint(5));
    unsigned("flags", link.fixed32(6));
    json.writeEndObject();
  }

  private void attributes(ProtobufFields message, int field) throws IOException {
    array("attributes", message, field, attribute -> keyValue(attribute, 0));
  }

  private void keyValue(ProtobufFields keyValue, int depth) throws IOException {
    json.writeStartObject();
    text("key", keyValue.string(1));
    json.writeName("value");
    anyValue(keyValue.message(2), depth);
    json.writeEndObject();
  }

  private void anyValue(ProtobufFields value, int depth) throws IOException {
    if (depth > Json.MAX_DEPTH / 8) {
      throw new InvalidProtocolBufferException("an attribute's value nests too deeply");
    }
    json.writeStartObject();
    switch (value.lastFieldBetween(1, 7)) {
      case 1 -> json.writeStringProperty("stringValue", value.string(1));
      case 2 -> json.writeBooleanProperty("boolValue", value.varint(2) != 0);
      case 3 -> json.writeStringProperty("intValue", Long.toString(value.varint(3)));
      case 4 -> number(Double.longBitsToDouble(value.fixed64(4)));
      case 5 -> {
        json.writeObjectPropertyStart("arrayValue");
        array("values", value.message(5), 1, element -> anyValue(element, depth + 1));
        json.writeEndObject();
      }
      case 6 -> {
        json.writeObjectPropertyStart("kvlistValue");
        array("values", value.message(6), 1, entry -> keyValue(entry, depth + 1));
        json.writeEndObject();
      }
      case 7 -> json.writeBinaryProperty("bytesValue", value.bytes(7));
      default -> {
        // A value that was never set is an empty object.
      }
    }
    json.writeEndObject();
  }

  private void number(double value) {
    if (Double.isFinite(value)) {
      json.writeNumberProperty("doubleValue", value);
    } else {
      // JSON has no such numbers; protobuf's JSON form writes these three words.
      json.writeStringProperty("doubleValue", Double.toString(value));
    }
  }

  private void array(String name, ProtobufFields message, int field, ProtobufFields.Each each)
      throws IOException {
    if (message.has(field)) {
      json.writeArrayPropertyStart(name);
      message.forEach(field, each);
      json.writeEndArray();
    }
  }

  private void texts(String name, ProtobufFields message, int field) {
    if (message.has(field)) {
      json.writeArrayPropertyStart(name);
      message.strings(field).forEach(json::writeString);
      json.writeEndArray();
    }
  }

  private void text(String name, String value) {
    if (!value.isEmpty()) {
      json.writeStringProperty(name, value);
    }
  }

  private void nanos(String name, long value) {
    if (value != 0) {
      json.writeStringProperty(name, Long.toUnsignedString(value));
    }
  }

  private void unsigned(String name, long value) {
    if (value != 0) {
      json.writeNumberProperty(name, value & 0xFFFF_FFFFL);
    }
  }

  private void enumeration(String name, long value) {
    if (value != 0) {
      json.writeNumberProperty(name, (int) value);
    }
  }
}
