package io.racetrace.sources.otlp;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.racetrace.sources.decode.Instances;
import io.racetrace.sources.decode.JaegerWarning;
import io.racetrace.sources.decode.JsonSpanReader;
import io.racetrace.sources.decode.PlainJson;
import io.racetrace.sources.decode.PlainJson.NotPlain;
import io.racetrace.sources.decode.Provenance;
import io.racetrace.sources.decode.TransactionEvents;
import io.racetrace.trace.Interval;
import io.racetrace.trace.Sampling;
import io.racetrace.trace.Span;
import io.racetrace.trace.SpanId;
import io.racetrace.trace.SpanKind;
import io.racetrace.trace.SpanLink;
import io.racetrace.trace.SpanStatus;
import io.racetrace.trace.TraceId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Reads a line of OTLP the way nearly all lines are: as the Collector and the SDKs write them, with
 * nothing wrong. Any doubt leaves the whole line to {@link OtlpJsonReader}, whose answer would be
 * the same; attributes that nobody asks for are gone over and never made.
 */
final class PlainOtlpLine {

  private static final byte[] REQUEST = bytes("{\"resourceSpans\":[");
  private static final byte[] RESOURCE = bytes("{\"resource\":{");
  private static final byte[] ATTRIBUTES = bytes("\"attributes\":[");
  private static final byte[] SCOPE_SPANS = bytes(",\"scopeSpans\":[");
  private static final byte[] SCOPE = bytes("{\"scope\":{");
  private static final byte[] SPANS = bytes(",\"spans\":[");
  private static final byte[] KEY = bytes("{\"key\":");
  private static final byte[] VALUE = bytes(",\"value\":{");
  private static final byte[] VALUES = bytes("{\"values\":[");
  private static final byte[] STRING_VALUE = bytes("\"stringValue\":");
  private static final byte[] TRUE = bytes("true");
  private static final byte[] FALSE = bytes("false");
  private static final int MOST_NAMES = 10_000;
  private static final List<String> NAMING =
      List.of(
          "service.",
          "k8s.pod.",
          "container.",
          "host.name",
          "process.pid",
          "telemetry.",
          "racetrace.");

  private static final SpanKind[] KINDS = SpanKind.values();
  private static final SpanStatus[] STATUSES = SpanStatus.values();

  private final Predicate<String> isUsed;
  private final Map<String, Boolean> used = new HashMap<>();
  private final PlainJson in = new PlainJson();
  private final Instances instances = new Instances();
  private final Map<String, String> values = new HashMap<>();
  private final Map<String, String> eventValues = new HashMap<>();
  private final Map<String, String> firstException = new HashMap<>();
  private final List<SpanLink> links = new ArrayList<>();
  private final TransactionEvents transactionEvents = new TransactionEvents();
  private final List<Span> spans = new ArrayList<>();

  PlainOtlpLine(Predicate<String> isUsed) {
    this.isUsed = isUsed;
  }

  /** Reads a line and tells its spans; false if it is not plain, and nothing is told then. */
  boolean read(byte[] bytes, int from, int to, JsonSpanReader.Listener listener) {
    spans.clear();
    in.begin(bytes, from, to);
    try {
      in.expect(REQUEST);
      if (!in.skips(']')) {
        do {
          resourceSpans();
        } while (!in.ends(']'));
      }
      in.expect('}');
      if (!in.isAtEnd()) {
        return false;
      }
    } catch (NotPlain e) {
      return false;
    }
    spans.forEach(listener::span);
    return true;
  }

  private void resourceSpans() {
    Map<String, String> resource = new HashMap<>();
    in.expect(RESOURCE);
    if (!in.skips('}')) {
      in.expect(ATTRIBUTES);
      attributes(resource, false);
      in.expect('}');
    }
    Provenance whole = Provenance.of(instances.of(resource), resource);
    Map<String, String> told = new HashMap<>(whole.told());
    told.keySet().removeIf(key -> !isUsed(key));
    Provenance provenance = new Provenance(whole.instance(), told);
    in.expect(SCOPE_SPANS);
    if (!in.skips(']')) {
      do {
        scopeSpans(provenance);
      } while (!in.ends(']'));
    }
    skipSchema();
  }

  private void scopeSpans(Provenance resource) {
    in.expect(SCOPE);
    String scope = "";
    if (!in.skips('}')) {
      do {
        if (in.name().equals("name")) {
          scope = in.text();
        } else {
          in.skip();
        }
      } while (!in.ends('}'));
    }
    Provenance provenance = resource.within(scope);
    in.expect(SPANS);
    if (!in.skips(']')) {
      do {
        spans.add(span(provenance));
      } while (!in.ends(']'));
    }
    skipSchema();
  }

  private void skipSchema() {
    if (!in.ends('}')) {
      if (!in.name().equals("schemaUrl")) {
        throw in.notPlain();
      }
      in.skip();
      in.expect('}');
    }
  }

  private Span span(Provenance provenance) {
    values.clear();
    links.clear();
    transactionEvents.clear();
    firstException.clear();
    long high = 0;
    long low = 0;
    long id = 0;
    long parent = 0;
    String spanName = "";
    int kind = 0;
    int status = 0;
    long start = 0;
    long end = 0;
    in.expect('{');
    do {
      switch (in.name()) {
        case "traceId" -> {
          in.expect('"');
          high = in.hex();
          low = in.hex();
          in.expect('"');
        }
        case "spanId" -> id = id();
        case "parentSpanId" -> parent = id();
        case "name" -> spanName = in.text();
        case "kind" -> kind = ordinal(KINDS.length);
        case "startTimeUnixNano" -> start = in.positive();
        case "endTimeUnixNano" -> end = in.positive();
        case "attributes" -> {
          in.expect('[');
          attributes(values, true);
        }
        case "traceState" -> {
          String state = in.text();
          if (!state.isEmpty() && isUsed(Sampling.TRACE_STATE)) {
            // Attributes of the same name come first.
            throw in.notPlain();
          }
        }
        case "events" -> events();
        case "links" -> links();
        case "status" -> status = status();
        default -> in.skip();
      }
    } while (!in.ends('}'));
    if ((high | low) == 0 || id == 0 || start == 0 || end < start) {
      throw in.notPlain();
    }
    firstException.forEach(values::putIfAbsent);
    transactionEvents.keep(values);
    provenance.told().forEach(values::putIfAbsent);
    return new Span(
        new TraceId(high, low),
        new SpanId(id),
        parent == 0 ? null : new SpanId(parent),
        provenance.instance(),
        KINDS[kind],
        spanName,
        new Interval(start, end),
        STATUSES[status],
        values,
        links);
  }

  /** An id that is none where it is empty. */
  private long id() {
    in.expect('"');
    if (in.skips('"')) {
      return 0;
    }
    long id = in.hex();
    in.expect('"');
    return id;
  }

  private int ordinal(int below) {
    long ordinal = in.positive();
    if (ordinal >= below) {
      throw in.notPlain();
    }
    return (int) ordinal;
  }

  private int status() {
    int code = 0;
    in.expect('{');
    if (!in.skips('}')) {
      do {
        if (in.name().equals("code")) {
          code = ordinal(STATUSES.length);
        } else {
          in.skip();
        }
      } while (!in.ends('}'));
    }
    return code;
  }

  /** Reads attributes up to the end of their array. */
  private void attributes(Map<String, String> into, boolean onlyUsed) {
    if (in.skips(']')) {
      return;
    }
    do {
      in.expect(KEY);
      String key = in.text();
      in.expect(VALUE);
      String type = in.name();
      if (onlyUsed && !isUsed(key)) {
        skip(type);
      } else if (!onlyUsed && type.equals("arrayValue") && !names(key)) {
        skip(type);
      } else {
        into.put(key, value(type));
      }
      in.expect('}');
      in.expect('}');
    } while (!in.ends(']'));
  }

  private String value(String type) {
    return switch (type) {
      case "stringValue" -> in.text();
      case "intValue" -> in.number();
      case "boolValue" -> {
        if (in.skips(TRUE)) {
          yield "true";
        }
        in.expect(FALSE);
        yield "false";
      }
      default -> throw in.notPlain();
    };
  }

  /** Goes over a value that is surely one of its type. */
  private void skip(String type) {
    switch (type) {
      case "stringValue" -> in.skipText();
      case "intValue" -> in.number();
      case "doubleValue" -> in.skipNumber();
      case "boolValue" -> value(type);
      case "arrayValue" -> {
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
      default -> throw in.notPlain();
    }
  }

  /** Whether a resource may be named by this attribute, or tell what is kept of it. */
  private static boolean names(String key) {
    return NAMING.stream().anyMatch(key::startsWith);
  }

  /**
   * Whether the attribute is to be kept.
   *
   * @throws NotPlain for the ones that say more of a span than their value
   */
  private boolean isUsed(String key) {
    Boolean known = used.get(key);
    if (known == null) {
      if (key.equals(OtlpSpanReader.RESOLUTION) || key.equals(JaegerWarning.ATTRIBUTE)) {
        throw in.notPlain();
      }
      known = isUsed.test(key);
      if (used.size() < MOST_NAMES) {
        used.put(key, known);
      }
    }
    return known;
  }

  private void events() {
    boolean found = false;
    in.expect('[');
    if (in.skips(']')) {
      return;
    }
    do {
      String eventName = "";
      long time = 0;
      eventValues.clear();
      in.expect('{');
      do {
        switch (in.name()) {
          case "name" -> eventName = in.text();
          case "timeUnixNano" -> time = in.positive();
          case "attributes" -> {
            in.expect('[');
            attributes(eventValues, true);
          }
          default -> in.skip();
        }
      } while (!in.ends('}'));
      transactionEvents.add(eventName, time);
      if (!found && eventName.equals("exception")) {
        found = true;
        for (String key : OtlpSpanReader.EXCEPTION_KEYS) {
          String value = eventValues.get(key);
          if (value != null) {
            firstException.put(key, value);
          }
        }
      }
    } while (!in.ends(']'));
  }

  private void links() {
    in.expect('[');
    if (in.skips(']')) {
      return;
    }
    do {
      long high = 0;
      long low = 0;
      long id = 0;
      in.expect('{');
      do {
        switch (in.name()) {
          case "traceId" -> {
            in.expect('"');
            high = in.hex();
            low = in.hex();
            in.expect('"');
          }
          case "spanId" -> id = id();
          default -> in.skip();
        }
      } while (!in.ends('}'));
      if ((high | low) != 0 && id != 0) {
        links.add(new SpanLink(new TraceId(high, low), new SpanId(id)));
      }
    } while (!in.ends(']'));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(US_ASCII);
  }
}
