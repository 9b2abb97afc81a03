package io.racetrace.sources.otlp;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.racetrace.sources.decode.JaegerWarning;
import io.racetrace.sources.decode.PlainJson;
import io.racetrace.sources.otlp.AttributeHead.Use;
import io.racetrace.trace.Attributes;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Reads arrays of attributes, each up to its end, as {@link PlainOtlpLine} needs them; those of
 * spans that nobody asks for are gone over and never made.
 */
final class PlainAttributes {

  private static final byte[] KEY = bytes("{\"key\":");
  private static final byte[] VALUE = bytes(",\"value\":{");
  private static final byte[] VALUES = bytes("{\"values\":[");
  private static final byte[] STRING_VALUE = bytes("\"stringValue\":");
  private static final byte[] END = bytes("}}");
  private static final byte[] TRUE = bytes("true");
  private static final byte[] FALSE = bytes("false");
  private static final int MOST_HEADS = 10_000;
  private static final int LONGEST_HEAD = 300;
  private static final int LONGEST_VALUE = 100;

  /** A span with more of them is not plain. */
  private static final int MOST = 100;

  private static final List<String> NAMING =
      List.of(
          "service.",
          "k8s.pod.",
          "container.",
          "host.name",
          "process.pid",
          "telemetry.",
          "racetrace.");

  private final PlainJson in;
  private final Predicate<String> isUsed;
  private final Map<AttributeHead.Type, Map<String, AttributeHead>> heads =
      new EnumMap<>(AttributeHead.Type.class);
  private int headCount;
  private final AttributeHead firstOfResource = beginning();
  private final AttributeHead firstOfSpan = beginning();

  PlainAttributes(PlainJson in, Predicate<String> isUsed) {
    this.in = in;
    this.isUsed = isUsed;
  }

  private static AttributeHead beginning() {
    return new AttributeHead(new byte[0], "", AttributeHead.Type.STRING, Use.LEFT_OUT);
  }

  /** Reads those of a resource. */
  void ofResource(Map<String, String> into) {
    if (in.skips(']')) {
      return;
    }
    AttributeHead head = firstOfResource;
    do {
      head = after(head);
      if (head.type == AttributeHead.Type.ARRAY && !names(head.name)) {
        skip(head);
      } else {
        into.put(head.name, value(head));
      }
      in.expect(END);
    } while (!in.ends(']'));
  }

  /** Reads those of a span, or of an event of it, that somebody asks for. */
  void used(Attributes.Builder into) {
    if (in.skips(']')) {
      return;
    }
    AttributeHead head = firstOfSpan;
    do {
      head = after(head);
      switch (head.use) {
        case LEFT_OUT -> skip(head);
        case KEPT -> into.put(head.name, value(head));
        case NOT_PLAIN -> throw in.notPlain();
      }
      in.expect(END);
    } while (!in.ends(']'));
    if (into.size() > MOST) {
      throw in.notPlain();
    }
  }

  private AttributeHead after(AttributeHead before) {
    AttributeHead expected = before.next(in);
    if (expected != null) {
      return expected;
    }
    int from = in.place();
    in.expect(KEY);
    String name = in.text();
    in.expect(VALUE);
    AttributeHead.Type type = AttributeHead.Type.of(in.name());
    if (type == null) {
      throw in.notPlain();
    }
    int length = in.place() - from;
    Map<String, AttributeHead> ofType = heads.computeIfAbsent(type, unseen -> new HashMap<>());
    AttributeHead known = ofType.get(name);
    if (known == null) {
      known = new AttributeHead(in.since(from), name, type, use(name));
      if (headCount == MOST_HEADS || length > LONGEST_HEAD) {
        return known;
      }
      headCount++;
      ofType.put(name, known);
    }
    before.follow(known);
    return known;
  }

  private Use use(String name) {
    if (name.equals(OtlpSpanReader.RESOLUTION) || name.equals(JaegerWarning.ATTRIBUTE)) {
      return Use.NOT_PLAIN;
    }
    return isUsed.test(name) ? Use.KEPT : Use.LEFT_OUT;
  }

  private String value(AttributeHead head) {
    byte @Nullable [] last = head.lastBytes;
    if (last != null && in.skips(last)) {
      return head.lastValue;
    }
    int from = in.place();
    String value =
        switch (head.type) {
          case STRING -> in.text();
          case INT -> in.number();
          case BOOL -> bool();
          case DOUBLE, ARRAY -> throw in.notPlain();
        };
    if (head.type == AttributeHead.Type.STRING) {
      if (value.equals(head.lastValue) && value.length() <= LONGEST_VALUE) {
        head.lastBytes = in.since(from);
      } else {
        head.lastBytes = null;
      }
      head.lastValue = value;
    }
    return value;
  }

  private String bool() {
    if (in.skips(TRUE)) {
      return "true";
    }
    in.expect(FALSE);
    return "false";
  }

  /** Goes over a value that is surely one of its type. */
  private void skip(AttributeHead head) {
    switch (head.type) {
      case STRING -> in.skipText();
      case INT -> in.skipWholeNumber();
      case DOUBLE -> in.skipNumber();
      case BOOL -> bool();
      case ARRAY -> {
        in.expect(VALUES);
        if (!in.skips(']')) {
          do {
            in.expect('{');
            in.expect(STRING_VALUE);
            in.skipText();
            in.expect('}');
          } while (!in.ends(']'));
        }
        in.expect('}');
      }
    }
  }

  /** Whether a resource may be named by this attribute, or tell what is kept of it. */
  private static boolean names(String name) {
    for (String beginning : NAMING) {
      if (name.startsWith(beginning)) {
        return true;
      }
    }
    return false;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(US_ASCII);
  }
}
