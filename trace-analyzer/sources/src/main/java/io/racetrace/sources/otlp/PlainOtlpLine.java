package io.racetrace.sources.otlp;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.racetrace.sources.decode.Instances;
import io.racetrace.sources.decode.JsonSpanReader;
import io.racetrace.sources.decode.PlainJson;
import io.racetrace.sources.decode.PlainJson.NotPlain;
import io.racetrace.sources.decode.Provenance;
import io.racetrace.sources.decode.TransactionEvents;
import io.racetrace.trace.Attributes;
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

  /** The fields of a span in the order in which they are written. */
  private static final byte[][] FIELDS = {
    bytes("\"traceId\":"),
    bytes("\"spanId\":"),
    bytes("\"traceState\":"),
    bytes("\"parentSpanId\":"),
    bytes("\"flags\":"),
    bytes("\"name\":"),
    bytes("\"kind\":"),
    bytes("\"startTimeUnixNano\":"),
    bytes("\"endTimeUnixNano\":"),
    bytes("\"attributes\":"),
    bytes("\"events\":"),
    bytes("\"links\":"),
    bytes("\"status\":")
  };

  private static final int OTHER = -1;

  /** So many resources are remembered. */
  private static final int MOST_PROVENANCES = 1000;

  private static final SpanKind[] KINDS = SpanKind.values();
  private static final SpanStatus[] STATUSES = SpanStatus.values();

  private final Predicate<String> isUsed;
  private final PlainJson in = new PlainJson();
  private final PlainAttributes attributes;
  private final Instances instances = new Instances();
  private final Map<Map<String, String>, Provenance> provenances = new HashMap<>();
  private final Attributes.Builder values = new Attributes.Builder();
  private final Attributes.Builder eventValues = new Attributes.Builder();
  private final Map<String, String> firstException = new HashMap<>();
  private final List<SpanLink> links = new ArrayList<>();
  private final TransactionEvents transactionEvents = new TransactionEvents();
  private final List<Span> spans = new ArrayList<>();

  /** What the resource and the scope that spans are being read of tell of each of them. */
  private List<Map.Entry<String, String>> told = List.of();

  PlainOtlpLine(Predicate<String> isUsed) {
    this.isUsed = isUsed;
    attributes = new PlainAttributes(in, isUsed);
  }

  /**
   * Reads the line that begins here and tells its spans.
   *
   * @param to where the bytes end, in this line or in a later one
   * @return where the line ends; -1 if it is not plain, and nothing is told then
   */
  int read(byte[] bytes, int from, int to, JsonSpanReader.Listener listener) {
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
      if (!in.isAtLineEnd()) {
        return -1;
      }
    } catch (NotPlain e) {
      return -1;
    }
    for (Span span : spans) {
      listener.span(span);
    }
    return in.place();
  }

  private void resourceSpans() {
    Map<String, String> resource = new HashMap<>();
    in.expect(RESOURCE);
    if (!in.skips('}')) {
      in.expect(ATTRIBUTES);
      attributes.ofResource(resource);
      in.expect('}');
    }
    Provenance provenance = provenances.get(resource);
    if (provenance == null) {
      provenance = provenance(resource);
      if (provenances.size() < MOST_PROVENANCES) {
        provenances.put(resource, provenance);
      }
    }
    in.expect(SCOPE_SPANS);
    if (!in.skips(']')) {
      do {
        scopeSpans(provenance);
      } while (!in.ends(']'));
    }
    skipSchema();
  }

  private Provenance provenance(Map<String, String> resource) {
    Provenance whole = Provenance.of(instances.of(resource), resource);
    Map<String, String> used = new HashMap<>(whole.told());
    used.keySet().removeIf(key -> !isUsed.test(key));
    return new Provenance(whole.instance(), used);
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
    told = List.copyOf(provenance.told().entrySet());
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
    int next = 0;
    in.expect('{');
    do {
      int field = field(next);
      next = field + 1;
      switch (field) {
        case 0 -> {
          in.expect('"');
          high = in.hex();
          low = in.hex();
          in.expect('"');
        }
        case 1 -> id = id();
        case 2 -> {
          String state = in.text();
          if (!state.isEmpty() && isUsed.test(Sampling.TRACE_STATE)) {
            // Attributes of the same name come first.
            throw in.notPlain();
          }
        }
        case 3 -> parent = id();
        case 5 -> spanName = in.text();
        case 6 -> kind = ordinal(KINDS.length);
        case 7 -> start = in.positive();
        case 8 -> end = in.positive();
        case 9 -> {
          in.expect('[');
          attributes.used(values);
        }
        case 10 -> events();
        case 11 -> links();
        case 12 -> status = status();
        default -> in.skip();
      }
    } while (!in.ends('}'));
    if ((high | low) == 0 || id == 0 || start == 0 || end < start) {
      throw in.notPlain();
    }
    firstException.forEach(values::putIfAbsent);
    transactionEvents.forEach(values::putIfAbsent);
    for (Map.Entry<String, String> each : told) {
      values.putIfAbsent(each.getKey(), each.getValue());
    }
    return new Span(
        new TraceId(high, low),
        new SpanId(id),
        parent == 0 ? null : new SpanId(parent),
        provenance.instance(),
        KINDS[kind],
        spanName,
        new Interval(start, end),
        STATUSES[status],
        values.build(),
        links);
  }

  /** Goes over a field's name; its place among the known ones, mostly soon after the last one. */
  private int field(int next) {
    for (int i = next; i < FIELDS.length; i++) {
      if (in.skips(FIELDS[i])) {
        return i;
      }
    }
    for (int i = 0; i < next; i++) {
      if (in.skips(FIELDS[i])) {
        return i;
      }
    }
    in.name();
    return OTHER;
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
            attributes.used(eventValues);
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
