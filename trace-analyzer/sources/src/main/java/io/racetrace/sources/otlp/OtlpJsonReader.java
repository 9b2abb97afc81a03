package io.racetrace.sources.otlp;

import io.racetrace.sources.decode.Json;
import io.racetrace.sources.decode.JsonSpanReader;
import io.racetrace.sources.decode.SpanFault;
import io.racetrace.sources.decode.StringPool;
import io.racetrace.trace.ServiceInstance;
import io.racetrace.trace.Span;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
final class OtlpJsonReader implements JsonSpanReader {

  /** A span whose resource is not known yet. */
  private record Read(@Nullable Span span, @Nullable SpanFault fault) {

    Read by(String scope) {
      if (span == null) {
        return this;
      }
      Map<String, String> attributes = new HashMap<>(span.attributes());
      OtlpSpanReader.keepScope(scope, attributes);
      Span scoped =
          new Span(
              span.traceId(),
              span.spanId(),
              span.parent(),
              span.instance(),
              span.kind(),
              span.name(),
              span.interval(),
              span.status(),
              attributes,
              span.links(),
              span.resolution());
      return new Read(scoped, fault);
    }
  }

  /** So many spans may wait for the scope that stands behind them. */
  private static final int MAX_SCOPELESS = 10_000;

  /** So many spans may wait for their resource; beyond that the input is broken or hostile. */
  private static final int MAX_WAITING = 500_000;

  private final Listener listener;
  private final OtlpAttributes attributes = new OtlpAttributes();
  private final ResourceIdentity identity = new ResourceIdentity(attributes);
  private final OtlpSpanReader spans = new OtlpSpanReader(attributes);
  private final StringPool names = new StringPool(1 << 8);
  private boolean isOtlp;

  OtlpJsonReader(Listener listener) {
    this.listener = listener;
  }

  @Override
  public void read(JsonParser in) {
    isOtlp = false;
    String firstName = value(in);
    if (!isOtlp && firstName != null) {
      throw Json.malformed(
          in, "JSON, but not OTLP: it begins with the field \"" + firstName + "\"");
    }
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
    if (!Json.startsObject(in)) {
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
          listener.otherSignal(name);
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
    if (!Json.startsArray(in)) {
      return;
    }
    while (in.nextToken() != JsonToken.END_ARRAY) {
      if (Json.startsObject(in)) {
        spansOfScope(in, instance, waiting);
      }
    }
  }

  private void spansOfScope(JsonParser in, @Nullable ServiceInstance instance, List<Read> waiting) {
    String scope = null;
    List<Read> scopeless = new ArrayList<>(0);
    try {
      for (String name = in.nextName(); name != null; name = in.nextName()) {
        in.nextToken();
        if (name.equals("scope") || name.equals("instrumentationLibrary")) {
          scope = scope(in);
        } else if (!name.equals("spans")) {
          in.skipChildren();
        } else if (Json.startsArray(in)) {
          while (in.nextToken() != JsonToken.END_ARRAY) {
            if (Json.startsObject(in)) {
              span(in, scope, scopeless, instance, waiting);
            }
          }
        }
      }
    } finally {
      // Also where the document breaks off.
      for (Read read : scopeless) {
        take(in, scope == null ? read : read.by(scope), instance, waiting);
      }
    }
  }

  /** A scope may stand behind its spans; after a great many it is taken to be missing. */
  private void span(
      JsonParser in,
      @Nullable String scope,
      List<Read> scopeless,
      @Nullable ServiceInstance instance,
      List<Read> waiting) {
    ServiceInstance known = instance == null ? identity.unknown() : instance;
    Span span = spans.read(in, known, scope == null ? "" : scope);
    Read read = new Read(span, spans.fault());
    if (scope == null && scopeless.size() < MAX_SCOPELESS) {
      scopeless.add(read);
    } else {
      take(in, read, instance, waiting);
    }
  }

  private String scope(JsonParser in) {
    String scope = "";
    if (Json.startsObject(in)) {
      for (String name = in.nextName(); name != null; name = in.nextName()) {
        in.nextToken();
        if (name.equals("name") && Json.isText(in)) {
          scope = names.text(in);
        } else {
          in.skipChildren();
        }
      }
    }
    return scope;
  }

  private void take(
      JsonParser in, Read read, @Nullable ServiceInstance instance, List<Read> waiting) {
    if (instance != null) {
      tell(read.span, read.fault, instance);
      return;
    }
    if (waiting.size() > MAX_WAITING) {
      throw Json.malformed(in, "too many spans stand before their resource");
    }
    waiting.add(read);
  }

  private void settle(List<Read> waiting, ServiceInstance instance) {
    for (Read read : waiting) {
      tell(read.span == null ? null : read.span.recordedBy(instance), read.fault, instance);
    }
  }

  private void tell(@Nullable Span span, @Nullable SpanFault fault, ServiceInstance instance) {
    if (fault != null) {
      listener.fault(fault, instance);
    }
    if (span != null) {
      listener.span(span);
    }
  }
}
