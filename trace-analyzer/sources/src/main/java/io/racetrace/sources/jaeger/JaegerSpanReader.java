package io.racetrace.sources.jaeger;

import io.racetrace.order.CallTimes;
import io.racetrace.report.Diagnostic;
import io.racetrace.sources.decode.FlatTags;
import io.racetrace.sources.decode.JaegerWarning;
import io.racetrace.sources.decode.Json;
import io.racetrace.sources.decode.JsonId;
import io.racetrace.sources.decode.JsonTimes;
import io.racetrace.sources.decode.Provenance;
import io.racetrace.sources.decode.SpanFault;
import io.racetrace.sources.decode.TransactionEvents;
import io.racetrace.trace.Interval;
import io.racetrace.trace.ServiceInstance;
import io.racetrace.trace.Span;
import io.racetrace.trace.SpanId;
import io.racetrace.trace.SpanKind;
import io.racetrace.trace.SpanLink;
import io.racetrace.trace.SpanStatus;
import io.racetrace.trace.TraceId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Reads one span of Jaeger's JSON, in either spelling, field by field: whether an object is a span
 * shows only from its fields.
 */
final class JaegerSpanReader {

  /** How fine Jaeger's microseconds are, in nanoseconds. */
  private static final long MICRO = 1000;

  /** A reference to another span, of the two types that there are. */
  private record Reference(boolean isChildOf, TraceId trace, SpanId span) {}

  private final JaegerTags tags;
  private final JaegerProcess processes;
  private final JsonId id = new JsonId();
  private final Map<String, String> values = new HashMap<>();
  private final Map<String, String> logged = new HashMap<>();
  private final Map<String, String> firstException = new HashMap<>();
  private final TransactionEvents transactionEvents = new TransactionEvents();
  private final List<Reference> references = new ArrayList<>();
  private final List<SpanFault> faults = new ArrayList<>();

  private boolean isSpan;
  private TraceId trace = TraceId.INVALID;
  private long span;
  private long oldParent;
  private boolean referencesReadable = true;
  private String operation = "";
  private long start;
  private long length;
  private long resolution = MICRO;
  private boolean isMoved;
  private @Nullable String processId;
  private @Nullable Provenance process;

  JaegerSpanReader(JaegerTags tags, JaegerProcess processes) {
    this.tags = tags;
    this.processes = processes;
  }

  /** Forgets the span read last. */
  void begin() {
    values.clear();
    firstException.clear();
    transactionEvents.clear();
    references.clear();
    faults.clear();
    isSpan = false;
    isMoved = false;
    trace = TraceId.INVALID;
    span = 0;
    oldParent = 0;
    referencesReadable = true;
    operation = "";
    start = 0;
    length = 0;
    resolution = MICRO;
    processId = null;
    process = null;
  }

  /** Reads the value of a field, or passes over it. */
  void field(String name, JsonParser in) {
    switch (name) {
      case "traceID", "traceId" -> trace = trace(in);
      case "spanID", "spanId" -> {
        // OTLP's spans have the second one too, so that alone says nothing.
        isSpan |= name.equals("spanID");
        span = id.read(in, 8) ? id.low() : 0;
      }
      case "parentSpanID", "parentSpanId" -> {
        referencesReadable &= id.read(in, 8);
        oldParent = id.low();
      }
      case "operationName" -> {
        isSpan = true;
        operation = Json.isText(in) ? tags.name(in) : "";
      }
      case "references" -> references(in);
      case "startTime" -> {
        isSpan = true;
        start = start(in);
      }
      case "duration" -> length = length(in);
      case "tags" -> tags.read(in, values);
      case "tag" -> tags.readMap(in, values);
      case "logs" -> logs(in);
      case "processID", "processId" -> processId = Json.isText(in) ? in.getString() : null;
      case "process" -> process = processes.read(in);
      case "warnings" -> warnings(in);
      default -> in.skipChildren();
    }
  }

  /** Whether the fields so far are those of a span. */
  boolean isSpan() {
    return isSpan;
  }

  /** The process that the span names by its place in the trace. */
  @Nullable String processId() {
    return processId;
  }

  /** The process within the object. */
  @Nullable Provenance process() {
    return process;
  }

  /** What is wrong with the span; complete after {@link #end}. */
  List<SpanFault> faults() {
    return List.copyOf(faults);
  }

  /** The span made of the fields; absent if it can't be used. */
  @Nullable Span end(ServiceInstance instance) {
    long end = JsonTimes.plus(start, Math.max(0, length));
    String unusable = unusable(end);
    if (unusable != null) {
      faults.clear();
      faults.add(new SpanFault(Diagnostic.Kind.UNUSABLE_SPAN, unusable));
      return null;
    }
    if (length < 0) {
      faults.add(new SpanFault(Diagnostic.Kind.END_BEFORE_START, "taken as ending when it starts"));
    }
    takeWarningTags();
    firstException.forEach(values::putIfAbsent);
    transactionEvents.keep(values);
    SpanKind kind = takeKind();
    SpanStatus status = FlatTags.takeStatus(values);
    SpanId parent = parent();
    return new Span(
        trace,
        new SpanId(span),
        parent,
        instance,
        kind,
        operation,
        new Interval(start, end),
        status,
        values,
        links(),
        resolution);
  }

  private @Nullable String unusable(long end) {
    if (!trace.isValid()) {
      return "no trace id";
    }
    if (span == 0) {
      return "no span id";
    }
    if (!referencesReadable) {
      return "a reference to an id that is none";
    }
    if (start == 0) {
      return "no start time";
    }
    if (start < 0 || length == JsonTimes.UNREADABLE || end == JsonTimes.UNREADABLE) {
      return "a time outside of 1970 to 2262";
    }
    return null;
  }

  private TraceId trace(JsonParser in) {
    return id.read(in, 16) ? new TraceId(id.high(), id.low()) : TraceId.INVALID;
  }

  private void references(JsonParser in) {
    if (!Json.startsArray(in)) {
      return;
    }
    while (in.nextToken() != JsonToken.END_ARRAY) {
      if (!Json.startsObject(in)) {
        continue;
      }
      boolean isChildOf = true;
      TraceId referredTrace = TraceId.INVALID;
      long referredSpan = 0;
      for (String name = in.nextName(); name != null; name = in.nextName()) {
        in.nextToken();
        switch (name) {
          case "refType" -> isChildOf = !Json.isText(in) || !in.getString().equals("FOLLOWS_FROM");
          case "traceID", "traceId" -> {
            referencesReadable &= id.read(in, 16);
            referredTrace = id.isValid() ? new TraceId(id.high(), id.low()) : TraceId.INVALID;
          }
          case "spanID", "spanId" -> {
            referencesReadable &= id.read(in, 8);
            referredSpan = id.low();
          }
          default -> in.skipChildren();
        }
      }
      if (referredTrace.isValid() && referredSpan != 0) {
        references.add(new Reference(isChildOf, referredTrace, new SpanId(referredSpan)));
      }
    }
  }

  /** Takes the parent out of the references, so that the others are left as links. */
  private @Nullable SpanId parent() {
    for (boolean childOf : new boolean[] {true, false}) {
      for (int i = 0; i < references.size(); i++) {
        Reference reference = references.get(i);
        if (reference.isChildOf == childOf && reference.trace.equals(trace)) {
          references.remove(i);
          return reference.span;
        }
      }
    }
    return oldParent == 0 ? null : new SpanId(oldParent);
  }

  private List<SpanLink> links() {
    return references.stream()
        .map(reference -> new SpanLink(reference.trace, reference.span))
        .toList();
  }

  private long start(JsonParser in) {
    if (isDate(in)) {
      resolution = 1;
    }
    return time(in);
  }

  private static long time(JsonParser in) {
    return isDate(in) ? JsonTimes.timestamp(in.getString()) : JsonTimes.micros(in);
  }

  private static boolean isDate(JsonParser in) {
    return in.currentToken() == JsonToken.VALUE_STRING && in.getString().indexOf('T') > 0;
  }

  private static long length(JsonParser in) {
    return in.currentToken() == JsonToken.VALUE_STRING && in.getString().endsWith("s")
        ? JsonTimes.duration(in.getString())
        : JsonTimes.micros(in);
  }

  private void logs(JsonParser in) {
    if (!Json.startsArray(in)) {
      return;
    }
    while (in.nextToken() != JsonToken.END_ARRAY) {
      if (!Json.startsObject(in)) {
        continue;
      }
      logged.clear();
      long time = 0;
      for (String name = in.nextName(); name != null; name = in.nextName()) {
        in.nextToken();
        if (name.equals("fields")) {
          tags.read(in, logged);
        } else if (name.equals("timestamp")) {
          time = time(in);
        } else {
          in.skipChildren();
        }
      }
      transactionEvents.add(logged.getOrDefault("event", ""), time);
      if (firstException.isEmpty()) {
        exception();
      }
    }
  }

  /** Keeps what a log says of an exception, in OpenTelemetry's words or in OpenTracing's. */
  private void exception() {
    String event = logged.getOrDefault("event", "");
    if (event.equals("exception")) {
      keep("exception.type", "exception.type");
      keep("exception.message", "exception.message");
    } else if (event.equals("error")) {
      keep("error.kind", "exception.type");
      keep("message", "exception.message");
    }
  }

  private void keep(String key, String as) {
    String value = logged.get(key);
    if (value != null) {
      firstException.put(as, value);
    }
  }

  private void warnings(JsonParser in) {
    if (!Json.startsArray(in)) {
      return;
    }
    while (in.nextToken() != JsonToken.END_ARRAY) {
      if (Json.isText(in)) {
        warning(in.getString());
      }
    }
  }

  private void warning(String text) {
    isMoved |= JaegerWarning.saysMoved(text);
    SpanFault fault = JaegerWarning.fault(text);
    // A store in memory keeps the warnings of each time that somebody looked at the trace.
    if (fault != null && !faults.contains(fault)) {
      faults.add(fault);
    }
  }

  /**
   * Some answers carry the warnings in a tag; like all of Jaeger's own tags it is not the span's.
   */
  private void takeWarningTags() {
    String text = values.get(JaegerWarning.ATTRIBUTE);
    if (text != null) {
      warning(text);
    }
    values
        .keySet()
        .removeIf(key -> key.startsWith("@jaeger@") || key.equals("internal.span.format"));
    if (isMoved) {
      values.put(CallTimes.ADJUSTED, "true");
    }
  }

  private SpanKind takeKind() {
    String kind = values.remove("span.kind");
    if (kind != null) {
      for (SpanKind known : SpanKind.values()) {
        if (known.name().equals(kind.toUpperCase(Locale.ROOT))) {
          return known;
        }
      }
    }
    return SpanKind.UNSPECIFIED;
  }
}
