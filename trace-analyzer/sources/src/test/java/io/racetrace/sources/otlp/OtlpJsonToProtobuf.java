package io.racetrace.sources.otlp;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.racetrace.sources.decode.Json;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Set;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;

/**
 * Reads OTLP JSON back into the protocol's own classes, led by their descriptors and strictly: a
 * field that the protocol does not know is an error.
 */
public final class OtlpJsonToProtobuf {

  private static final Set<String> HEX = Set.of("traceId", "spanId", "parentSpanId");

  private OtlpJsonToProtobuf() {}

  public static ExportTraceServiceRequest read(String json) {
    ExportTraceServiceRequest.Builder request = ExportTraceServiceRequest.newBuilder();
    try (JsonParser in = Json.FACTORY.createParser(ObjectReadContext.empty(), json)) {
      in.nextToken();
      message(in, request);
    }
    return request.build();
  }

  private static void message(JsonParser in, Message.Builder builder) {
    Descriptor type = builder.getDescriptorForType();
    for (String name = in.nextName(); name != null; name = in.nextName()) {
      FieldDescriptor field = null;
      for (FieldDescriptor candidate : type.getFields()) {
        if (candidate.getJsonName().equals(name)) {
          field = candidate;
        }
      }
      if (field == null) {
        throw new IllegalArgumentException(type.getName() + " has no field " + name);
      }
      in.nextToken();
      if (field.isRepeated()) {
        while (in.nextToken() != JsonToken.END_ARRAY) {
          builder.addRepeatedField(field, value(in, builder, field));
        }
      } else {
        builder.setField(field, value(in, builder, field));
      }
    }
  }

  private static Object value(JsonParser in, Message.Builder builder, FieldDescriptor field) {
    return switch (field.getType()) {
      case MESSAGE -> {
        Message.Builder child = builder.newBuilderForField(field);
        message(in, child);
        yield child.build();
      }
      case STRING -> in.getString();
      case BOOL -> in.getBooleanValue();
      case DOUBLE -> Double.valueOf(in.getString());
      case ENUM -> field.getEnumType().findValueByNumber(in.getIntValue());
      case INT64, FIXED64, UINT64 -> Long.parseUnsignedLong(unsigned(in.getString()));
      case UINT32, FIXED32 -> (int) in.getLongValue();
      case BYTES ->
          ByteString.copyFrom(
              HEX.contains(field.getJsonName())
                  ? HexFormat.of().parseHex(in.getString())
                  : Base64.getDecoder().decode(in.getString()));
      default -> throw new IllegalArgumentException("no such type in OTLP: " + field);
    };
  }

  private static String unsigned(String text) {
    return text.startsWith("-") ? Long.toUnsignedString(Long.parseLong(text)) : text;
  }
}
