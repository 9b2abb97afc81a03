package io.racetrace.sources.otlp;

import io.racetrace.sources.decode.PlainJson;
import org.jspecify.annotations.Nullable;

/**
 * How an attribute begins, byte for byte, up to its value. The attributes of spans come in the same
 * order again and again, so each head remembers which one followed it: then one comparison tells
 * the name, the type, and whether anybody asks for it.
 */
final class AttributeHead {

  /** The types of values that are plain. */
  enum Type {
    STRING("stringValue"),
    INT("intValue"),
    BOOL("boolValue"),
    DOUBLE("doubleValue"),
    ARRAY("arrayValue");

    private final String name;

    Type(String name) {
      this.name = name;
    }

    static @Nullable Type of(String name) {
      for (Type type : values()) {
        if (type.name.equals(name)) {
          return type;
        }
      }
      return null;
    }
  }

  /** What becomes of a span's attribute of this name. */
  enum Use {
    KEPT,
    LEFT_OUT,
    /** It says more of the span than its value. */
    NOT_PLAIN
  }

  final byte[] bytes;
  final String name;
  final Type type;
  final Use use;

  /** The value that came last, and as it stands, if it came twice in a row. */
  String lastValue = "";

  byte @Nullable [] lastBytes;

  private @Nullable AttributeHead followed;
  private @Nullable AttributeHead followedBefore;

  AttributeHead(byte[] bytes, String name, Type type, Use use) {
    this.bytes = bytes;
    this.name = name;
    this.type = type;
    this.use = use;
  }

  /** Goes over the head that comes next, if it is one that came after this one before. */
  @Nullable AttributeHead next(PlainJson in) {
    AttributeHead first = followed;
    if (first != null && in.skips(first.bytes)) {
      return first;
    }
    AttributeHead second = followedBefore;
    if (second != null && in.skips(second.bytes)) {
      follow(second);
      return second;
    }
    return null;
  }

  void follow(AttributeHead next) {
    followedBefore = followed;
    followed = next;
  }
}
