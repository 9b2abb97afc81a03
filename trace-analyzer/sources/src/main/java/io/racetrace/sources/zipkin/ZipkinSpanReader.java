package io.racetrace.sources.zipkin;

import io.racetrace.report.Diagnostic;
import io.racetrace.sources.decode.FlatTags;
import io.racetrace.sources.decode.Instances;
import io.racetrace.sources.decode.Json;
import io.racetrace.sources.decode.JsonId;
import io.racetrace.sources.decode.JsonTimes;
import io.racetrace.sources.decode.SpanFault;
import io.racetrace.sources.decode.StringPool;
import io.racetrace.sources.decode.TransactionEvents;
import io.racetrace.trace.Interval;
import io.racetrace.trace.ServiceInstance;
import io.racetrace.trace.Span;
import io.racetrace.trace.SpanId;
import io.racetrace.trace.SpanKind;
import io.racetrace.trace.SpanStatus;
import io.racetrace.trace.TraceId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Reads one span of Zipkin's JSON; what {@link Span} does not hold is passed over. */
final class ZipkinSpanReader {

  /** How fine Zipkin's microseconds are, in nanoseconds. */
  private static final long MICRO = 1000;

  /** Longer annotations are no bare name of an event that ends a transaction. */
  private static final int LONGEST_EVENT = 24;

  private final TransactionEvents transactionEvents = new TransactionEvents();
  private final StringPool keys = new StringPool(1 << 12);
  private final StringPool texts = new StringPool(1 << 14);
  private final Instances instances = new Instances();
  private final JsonId id = new JsonId();
  private final Map<String, String> values = new HashMap<>();
  private final Map<String, String> firstException = new HashMap<>();
  private final Map<String, String> endpoint = new HashMap<>();
  private final List<SpanFault> faults = new ArrayList<>();

  private ServiceInstance instance = instances.of(Map.of());

  /** Who recorded the span read last. */
  ServiceInstance instance() {
    return instance;
  }

  /** What was wrong with the span read last. */
  List<SpanFault> faults() {
    return List.copyOf(faults);
  }

  /** Reads the span that begins at the current token; absent if it can't be used. */
  @Nullable Span read(JsonParser in) {
    faults.clear();
    values.clear();
    firstException.clear();
    transactionEvents.clear();
    endpoint.clear();
    TraceId trace = TraceId.INVALID;
    boolean isZipkin = false;
    long span = 0;
    long parent = 0;
    boolean parentReadable = true;
    boolean shared = false;
    String spanName = "";
    SpanKind kind = SpanKind.INTERNAL;
    long start = 0;
    long length = 0;
    String firstName = null;
    for (String name = in.nextName(); name != null; name = in.nextName()) {
      firstName = firstName == null ? name : firstName;
      in.nextToken();
      switch (name) {
        case "traceId" ->
            trace = id.read(in, 16) ? new TraceId(id.high(), id.low()) : TraceId.INVALID;
        case "id" -> {
          isZipkin = true;
          span = id.read(in, 8) ? id.low() : 0;
        }
        case "parentId" -> {
          parentReadable = id.read(in, 8);
          parent = id.low();
        }
        case "shared" -> {
          shared = in.currentToken() == JsonToken.VALUE_TRUE;
          in.skipChildren();
        }
        case "name" -> spanName = Json.isText(in) ? keys.text(in) : "";
        case "kind" -> kind = kind(in);
        case "timestamp" -> start = JsonTimes.micros(in);
        case "duration" -> length = JsonTimes.micros(in);
        case "tags" -> tags(in);
        case "localEndpoint" -> endpoint(in);
        case "annotations" -> annotations(in);
        case "binaryAnnotations" -> throw ofVersion1(in);
        default -> in.skipChildren();
      }
    }
    if (firstName == null) {
      return null;
    }
    if (!isZipkin) {
      throw Json.malformed(
          in, "JSON, but not Zipkin's: it begins with the field \"" + firstName + "\"");
    }
    instance = whoRecorded();
    long end = JsonTimes.plus(start, Math.max(0, length));
    String unusable = unusable(trace, span, parentReadable, start, length, end);
    if (unusable != null) {
      faults.add(new SpanFault(Diagnostic.Kind.UNUSABLE_SPAN, unusable));
      return null;
    }
    if (length == 0) {
      faults.add(
          new SpanFault(
              Diagnostic.Kind.UNFINISHED_SPAN,
              "without a duration; taken as ending when it starts"));
    } else if (length < 0) {
      faults.add(new SpanFault(Diagnostic.Kind.END_BEFORE_START, "taken as ending when it starts"));
    }
    firstException.forEach(values::putIfAbsent);
    transactionEvents.keep(values);
    SpanStatus status = FlatTags.takeStatus(values);
    SpanId own = new SpanId(span);
    return new Span(
        trace,
        shared ? SharedSpans.serverHalf(own, instance) : own,
        shared ? own : parent == 0 ? null : new SpanId(parent),
        instance,
        kind,
        spanName,
        new Interval(start, end),
        status,
        values,
        List.of(),
        MICRO);
  }

  private static @Nullable String unusable(
      TraceId trace, long span, boolean parentReadable, long start, long length, long end) {
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
    if (start < 0 || length == JsonTimes.UNREADABLE || end == JsonTimes.UNREADABLE) {
      return "a time outside of 1970 to 2262";
    }
    return null;
  }

  private static JacksonException ofVersion1(JsonParser in) {
    return Json.malformed(
        in, "Zipkin's JSON of version 1, which can't be read; ask for it under /api/v2 instead");
  }

  private static SpanKind kind(JsonParser in) {
    if (!Json.isText(in)) {
      return SpanKind.INTERNAL;
    }
    return switch (in.getString()) {
      case "CLIENT" -> SpanKind.CLIENT;
      case "SERVER" -> SpanKind.SERVER;
      case "PRODUCER" -> SpanKind.PRODUCER;
      case "CONSUMER" -> SpanKind.CONSUMER;
      default -> SpanKind.INTERNAL;
    };
  }

  private void tags(JsonParser in) {
    if (!Json.startsObject(in)) {
      return;
    }
    for (String name = in.nextName(); name != null; name = in.nextName()) {
      JsonToken value = in.nextToken();
      if (value.isScalarValue() && value != JsonToken.VALUE_NULL) {
        values.put(name, texts.text(in));
      } else {
        in.skipChildren();
      }
    }
  }

  private void endpoint(JsonParser in) {
    if (!Json.startsObject(in)) {
      return;
    }
    for (String name = in.nextName(); name != null; name = in.nextName()) {
      in.nextToken();
      switch (name) {
        case "serviceName", "ipv4", "ipv6" -> {
          if (Json.isText(in)) {
            endpoint.put(name, in.getString());
          }
        }
        default -> in.skipChildren();
      }
    }
  }

  /**
   * Zipkin has no resource: exporters either drop it or spread it over the tags. The address is the
   * next best name of an instance. The port is left out: some tracers know it for servers only,
   * which would make two instances of one process.
   */
  private ServiceInstance whoRecorded() {
    String address = endpoint.getOrDefault("ipv4", endpoint.getOrDefault("ipv6", ""));
    return instances.of(endpoint.getOrDefault("serviceName", ""), values, address);
  }

  private void annotations(JsonParser in) {
    if (!Json.startsArray(in)) {
      return;
    }
    while (in.nextToken() != JsonToken.END_ARRAY) {
      if (!Json.startsObject(in)) {
        continue;
      }
      String event = "";
      long time = 0;
      for (String name = in.nextName(); name != null; name = in.nextName()) {
        in.nextToken();
        switch (name) {
          case "timestamp" -> time = JsonTimes.micros(in);
          case "endpoint" -> throw ofVersion1(in);
          case "value" -> {
            event = Json.isText(in) ? in.getString() : "";
            if (firstException.isEmpty()) {
              ZipkinException.read(event, firstException);
            }
          }
          default -> in.skipChildren();
        }
      }
      transactionEvents.add(eventName(event), time);
    }
  }

  /** Without what OpenTelemetry's exporters put around the name of an event. */
  private static String eventName(String annotation) {
    return annotation.length() > LONGEST_EVENT ? "" : annotation.replaceAll("[{}\"\\s:]", "");
  }
}
