package io.racetrace.sources.otlp;

import io.racetrace.order.CallTimes;
import io.racetrace.report.Diagnostic;
import io.racetrace.sources.decode.JaegerWarning;
import io.racetrace.sources.decode.Json;
import io.racetrace.sources.decode.JsonId;
import io.racetrace.sources.decode.JsonTimes;
import io.racetrace.sources.decode.Provenance;
import io.racetrace.sources.decode.SpanFault;
import io.racetrace.sources.decode.StringPool;
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
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Reads one span of OTLP's JSON form; what {@link Span} does not hold is passed over. */
final class OtlpSpanReader {

  /** Our own note on a span that came from a format with coarser times, in nanoseconds. */
  static final String RESOLUTION = "racetrace.time.resolution";

  /** A time that no {@link Interval} holds. */
  static final long UNREADABLE = -1;

  static final SpanFault END_BEFORE_START =
      new SpanFault(Diagnostic.Kind.END_BEFORE_START, "taken as ending when it starts");

  static final List<String> EXCEPTION_KEYS = List.of("exception.type", "exception.message");
  private static final SpanKind[] KINDS = SpanKind.values();
  private static final SpanStatus[] STATUSES = SpanStatus.values();

  private final OtlpAttributes attributes;
  private final StringPool names = new StringPool(1 << 12);
  private final JsonId id = new JsonId();
  private final Map<String, String> values = new HashMap<>();
  private final Map<String, String> eventValues = new HashMap<>();
  private final Map<String, String> firstException = new HashMap<>();
  private final List<SpanLink> links = new ArrayList<>();
  private final TransactionEvents transactionEvents = new TransactionEvents();

  private TraceId traceId = TraceId.INVALID;
  private @Nullable SpanFault fault;

  OtlpSpanReader(OtlpAttributes attributes) {
    this.attributes = attributes;
  }

  /** What was wrong with the span read last, or nothing. */
  @Nullable SpanFault fault() {
    return fault;
  }

  /** Reads the span that begins at the current token; absent if it can't be used. */
  @Nullable Span read(JsonParser in, Provenance provenance) {
    fault = null;
    values.clear();
    transactionEvents.clear();
    links.clear();
    TraceId trace = TraceId.INVALID;
    long span = 0;
    long parent = 0;
    boolean parentReadable = true;
    String spanName = "";
    int kind = 0;
    int status = 0;
    long start = 0;
    long end = 0;
    String traceState = "";
    firstException.clear();
    for (String name = in.nextName(); name != null; name = in.nextName()) {
      in.nextToken();
      switch (name) {
        case "traceId" -> trace = traceId(in);
        case "spanId" -> span = id.read(in, 8) ? id.low() : 0;
        case "parentSpanId" -> {
          parentReadable = id.read(in, 8);
          parent = id.low();
        }
        case "name" -> spanName = Json.isText(in) ? names.text(in) : "";
        case "kind" -> kind = enumeration(in, "SPAN_KIND_", KINDS);
        case "startTimeUnixNano" -> start = nanos(in);
        case "endTimeUnixNano" -> end = nanos(in);
        case "attributes" -> attributes.read(in, values);
        case "traceState" -> traceState = attributes.text(in);
        case "events" -> events(in);
        case "links" -> links(in);
        case "status" -> status = status(in);
        default -> in.skipChildren();
      }
    }
    String unusable = unusable(trace, span, parentReadable, start, end);
    if (unusable != null) {
      fault = new SpanFault(Diagnostic.Kind.UNUSABLE_SPAN, unusable);
      return null;
    }
    if (end < start) {
      fault = END_BEFORE_START;
      end = start;
    }
    String warning = values.get(JaegerWarning.ATTRIBUTE);
    if (warning != null && JaegerWarning.saysMoved(warning)) {
      values.put(CallTimes.ADJUSTED, "true");
    }
    if (warning != null && fault == null) {
      fault = JaegerWarning.fault(warning);
    }
    firstException.forEach(values::putIfAbsent);
    transactionEvents.keep(values);
    complete(values, traceState, provenance);
    long resolution = takeResolution(values);
    return new Span(
        trace,
        new SpanId(span),
        parent == 0 ? null : new SpanId(parent),
        provenance.instance(),
        KINDS[kind],
        spanName,
        new Interval(start, end),
        STATUSES[status],
        values,
        links,
        resolution);
  }

  /** Adds what stands beside a span's attributes. */
  static void complete(Map<String, String> values, String traceState, Provenance provenance) {
    if (!traceState.isEmpty()) {
      values.putIfAbsent(Sampling.TRACE_STATE, traceState);
    }
    provenance.told().forEach(values::putIfAbsent);
  }

  /** How fine the times are, by the note that is taken away. */
  static long takeResolution(Map<String, String> values) {
    String noted = values.remove(RESOLUTION);
    return noted != null && noted.matches("[1-9]\\d{0,9}") ? Long.parseLong(noted) : 1;
  }

  /** Why a span can't be used, or nothing. */
  static @Nullable String unusable(
      TraceId trace, long span, boolean parentReadable, long start, long end) {
    if (!trace.isValid()) {
      return "no trace id";
    }
    if (span == 0) {
      return "no span id";
    }
    if (!parentReadable) {
      return "a parent id that is none";
    }
    if (start == 0) {
      return "no start time";
    }
    if (start == UNREADABLE || end == UNREADABLE) {
      return "a time outside of 1970 to 2262";
    }
    return null;
  }

  /** The id at the current token; spans of one trace come together, so the last one is kept. */
  private TraceId traceId(JsonParser in) {
    if (!id.read(in, 16)) {
      return TraceId.INVALID;
    }
    if (id.high() != traceId.high() || id.low() != traceId.low()) {
      traceId = new TraceId(id.high(), id.low());
    }
    return traceId;
  }

  private void events(JsonParser in) {
    if (!Json.startsArray(in)) {
      return;
    }
    boolean found = false;
    while (in.nextToken() != JsonToken.END_ARRAY) {
      if (Json.startsObject(in)) {
        found |= event(in, found);
      }
    }
  }

  /** Reads an event; if it is the first exception, what it says is kept. */
  private boolean event(JsonParser in, boolean exceptionFound) {
    eventValues.clear();
    String eventName = "";
    long time = 0;
    for (String name = in.nextName(); name != null; name = in.nextName()) {
      in.nextToken();
      switch (name) {
        case "name" -> eventName = attributes.text(in);
        case "timeUnixNano" -> time = nanos(in);
        case "attributes" -> {
          if (exceptionFound) {
            in.skipChildren();
          } else {
            attributes.read(in, eventValues);
          }
        }
        default -> in.skipChildren();
      }
    }
    transactionEvents.add(eventName, time);
    boolean exception = !exceptionFound && eventName.equals("exception");
    if (exception) {
      for (String key : EXCEPTION_KEYS) {
        String value = eventValues.get(key);
        if (value != null) {
          firstException.put(key, value);
        }
      }
    }
    return exception;
  }

  private void links(JsonParser in) {
    if (!Json.startsArray(in)) {
      return;
    }
    while (in.nextToken() != JsonToken.END_ARRAY) {
      if (!Json.startsObject(in)) {
        continue;
      }
      TraceId linkedTrace = TraceId.INVALID;
      long linkedSpan = 0;
      for (String name = in.nextName(); name != null; name = in.nextName()) {
        in.nextToken();
        switch (name) {
          case "traceId" ->
              linkedTrace = id.read(in, 16) ? new TraceId(id.high(), id.low()) : TraceId.INVALID;
          case "spanId" -> linkedSpan = id.read(in, 8) ? id.low() : 0;
          default -> in.skipChildren();
        }
      }
      // A link to nowhere is what some instrumentations write for "no remote context".
      if (linkedTrace.isValid() && linkedSpan != 0) {
        links.add(new SpanLink(linkedTrace, new SpanId(linkedSpan)));
      }
    }
  }

  private static int status(JsonParser in) {
    int status = 0;
    if (Json.startsObject(in)) {
      for (String name = in.nextName(); name != null; name = in.nextName()) {
        in.nextToken();
        if (name.equals("code")) {
          status = enumeration(in, "STATUS_CODE_", STATUSES);
        } else {
          in.skipChildren();
        }
      }
    }
    return status;
  }

  /** The place of the value among its kind: a number, or a name with or without its prefix. */
  private static int enumeration(JsonParser in, String prefix, Enum<?>[] values) {
    if (in.currentToken() == JsonToken.VALUE_NUMBER_INT) {
      double number = in.getDoubleValue();
      return number >= 0 && number < values.length ? (int) number : 0;
    }
    if (in.currentToken() != JsonToken.VALUE_STRING) {
      in.skipChildren();
      return 0;
    }
    String text = in.getString();
    String name = text.startsWith(prefix) ? text.substring(prefix.length()) : text;
    for (int i = 0; i < values.length; i++) {
      if (values[i].name().equals(name) || Integer.toString(i).equals(name)) {
        return i;
      }
    }
    return 0;
  }

  /** A time, 0 where there is none, or {@link #UNREADABLE}. */
  private static long nanos(JsonParser in) {
    return switch (in.currentToken()) {
      case VALUE_STRING, VALUE_NUMBER_INT ->
          digits(in.getStringCharacters(), in.getStringOffset(), in.getStringLength());
      case VALUE_NUMBER_FLOAT -> Math.max(UNREADABLE, JsonTimes.decimal(in.getString(), 0));
      case VALUE_NULL -> 0;
      default -> {
        in.skipChildren();
        yield UNREADABLE;
      }
    };
  }

  private static long digits(char[] text, int offset, int length) {
    long value = 0;
    for (int i = offset; i < offset + length; i++) {
      int digit = text[i] - '0';
      if (digit < 0 || digit > 9 || value > (Long.MAX_VALUE - digit) / 10) {
        return UNREADABLE;
      }
      value = value * 10 + digit;
    }
    return value;
  }
}
