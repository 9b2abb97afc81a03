package io.racetrace.sources.otlp;

import com.google.protobuf.InvalidProtocolBufferException;
import io.racetrace.sources.decode.Json;
import java.io.IOException;
import java.util.Base64;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** Attribute values of OTLP's binary form as text, the same text as from its JSON form. */
final class ProtobufValue {

  /** A value within a value costs recursion; as many levels as the JSON form can have. */
  private static final int MAX_DEPTH = Json.MAX_DEPTH / 8;

  private ProtobufValue() {}

  /** Adds a {@code KeyValue} message; a value that was never set is left out. */
  static void read(ProtobufFields keyValue, Map<String, String> into) throws IOException {
    String value = text(keyValue.message(2));
    if (value != null) {
      into.put(keyValue.string(1), value);
    }
  }

  private static @Nullable String text(ProtobufFields value) throws IOException {
    return switch (value.lastFieldBetween(1, 7)) {
      case 1 -> value.string(1);
      case 2, 3, 5, 6 -> json(value, 0);
      case 4 -> Json.decimal(Double.longBitsToDouble(value.fixed64(4)));
      case 7 -> Base64.getEncoder().encodeToString(value.bytes(7));
      default -> null;
    };
  }

  private static String json(ProtobufFields value, int depth) throws IOException {
    if (depth > MAX_DEPTH) {
      throw new InvalidProtocolBufferException("an attribute's value nests too deeply");
    }
    return switch (value.lastFieldBetween(1, 7)) {
      case 1 -> OtlpNestedValue.quoted(value.string(1));
      case 2 -> value.varint(2) != 0 ? "true" : "false";
      case 3 -> Long.toString(value.varint(3));
      case 4 -> OtlpNestedValue.number(Json.decimal(Double.longBitsToDouble(value.fixed64(4))));
      case 5 -> {
        StringJoiner array = new StringJoiner(",", "[", "]");
        value.message(5).forEach(1, element -> array.add(json(element, depth + 1)));
        yield array.toString();
      }
      case 6 -> {
        StringJoiner object = new StringJoiner(",", "{", "}");
        value
            .message(6)
            .forEach(
                1,
                entry ->
                    object.add(
                        OtlpNestedValue.quoted(entry.string(1))
                            + ":"
                            + json(entry.message(2), depth + 1)));
        yield object.toString();
      }
      case 7 -> OtlpNestedValue.quoted(Base64.getEncoder().encodeToString(value.bytes(7)));
      default -> "null";
    };
  }
}
