package io.racetrace.sources;

import io.racetrace.trace.ServiceInstance;
import io.racetrace.trace.Span;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Finds the spans in one JSON value of OTLP, under whichever of its wrappers and in whichever order
 * of fields.
 *
 * <p>A resource usually stands before its spans, but JSON promises no order: spans that come first
 * wait for it.
 */
final class OtlpJsonReader {

  /** What is read. */
  interface Listener {

    void span(Span span);

    void fault(OtlpSpanReader.Fault fault, ServiceInstance instance);
  }

  /** A span whose resource is not known yet. */
  private record Read(@Nullable Span span, OtlpSpanReader.@Nullable Fault fault) {}

  /** So many spans may wait for their resource; beyond that the input is broken or hostile. */
  private static final int MAX_WAITING = 500_000;

  private final Listener listener;
  private final OtlpAttributes attributes = new OtlpAttributes();
  private final ResourceIdentity identity = new ResourceIdentity(attributes);
  private final OtlpSpanReader spans = new OtlpSpanReader(attributes);
  private @Nullable String otherSignal;
  private boolean isOtlp;

  OtlpJsonReader(Listener listener) {
    this.listener = listener;
  }

  /**
   * Reads the value that begins at the current token and leaves the parser at its last one.
   *
   * @return the name under which metrics, logs or profiles were passed over, or nothing
   * @throws tools.jackson.core.JacksonException if it is not JSON, or JSON that is not OTLP
   */
  @Nullable String read(JsonParser in) {
    otherSignal = null;
    isOtlp = false;
    String firstName = value(in);
    if (!isOtlp && firstName != null) {
      throw OtlpJson.malformed(
          in, "JSON, but not OTLP: it begins with the field \"" + firstName + "\"");
    }
    return otherSignal;
  }

  /** Reads a wrapper or an array of them; the name of its first field, if it has one. */
  private @Nullable String value(JsonParser in) {
    String firstName = null;
    if (in.currentToken() == JsonToken.START_ARRAY) {
      while (in.nextToken() != JsonToken.END_ARRAY) {
        String name = value(in);
        firstName = firstName == null ? name : firstName;
      }
      return firstName;
    }
    if (!OtlpJson.startsObject(in)) {
      return null;
    }
    ServiceInstance instance = null;
    List<Read> waiting = new ArrayList<>(0);
    for (String name = in.nextName(); name != null; name = in.nextName()) {
      firstName = firstName == null ? name : firstName;
      in.nextToken();
      switch (name) {
        case "resourceSpans", "batches", "result", "trace" -> {
          String within = value(in);
          isOtlp |= within == null || name.equals("resourceSpans") || name.equals("batches");
        }
        case "resource" -> instance = identity.read(in);
        case "scopeSpans", "instrumentationLibrarySpans" -> {
          isOtlp = true;
          scopeSpans(in, instance, waiting);
        }
        case "resourceMetrics", "resourceLogs", "resourceProfiles" -> {
          isOtlp = true;
          otherSignal = name;
          in.skipChildren();
        }
        default -> in.skipChildren();
      }
    }
    if (!waiting.isEmpty()) {
      settle(waiting, instance == null ? identity.unknown() : instance);
    }
    return firstName;
  }

  private void scopeSpans(JsonParser in, @Nullable ServiceInstance instance, List<Read> waiting) {
    if (!OtlpJson.startsArray(in)) {
      return;
    }
    while (in.nextToken() != JsonToken.END_ARRAY) {
      if (!OtlpJson.startsObject(in)) {
        continue;
      }
      for (String name = in.nextName(); name != null; name = in.nextName()) {
        in.nextToken();
        if (!name.equals("spans")) {
          in.skipChildren();
        } else if (OtlpJson.startsArray(in)) {
          while (in.nextToken() != JsonToken.END_ARRAY) {
            if (OtlpJson.startsObject(in)) {
              span(in, instance, waiting);
            }
          }
        }
      }
    }
  }

  private void span(JsonParser in, @Nullable ServiceInstance instance, List<Read> waiting) {
    ServiceInstance known = instance == null ? identity.unknown() : instance;
    Span span = spans.read(in, known);
    OtlpSpanReader.Fault fault = spans.fault();
    if (instance != null) {
      tell(span, fault, known);
      return;
    }
    if (waiting.size() > MAX_WAITING) {
      throw OtlpJson.malformed(in, "too many spans stand before their resource");
    }
    waiting.add(new Read(span, fault));
  }

  private void settle(List<Read> waiting, ServiceInstance instance) {
    for (Read read : waiting) {
      tell(read.span == null ? null : at(read.span, instance), read.fault, instance);
    }
  }

  private void tell(
      @Nullable Span span, OtlpSpanReader.@Nullable Fault fault, ServiceInstance instance) {
    if (fault != null) {
      listener.fault(fault, instance);
    }
    if (span != null) {
      listener.span(span);
    }
  }

  private static Span at(Span span, ServiceInstance instance) {
    return new Span(
        span.traceId(),
        span.spanId(),
        span.parent(),
        instance,
        span.kind(),
        span.name(),
        span.interval(),
        span.status(),
        span.attributes(),
        span.links());
  }
}
