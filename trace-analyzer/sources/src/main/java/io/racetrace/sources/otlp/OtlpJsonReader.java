package io.racetrace.sources.otlp;

import io.racetrace.sources.decode.Json;
import io.racetrace.sources.decode.JsonSpanReader;
import io.racetrace.sources.decode.Provenance;
import io.racetrace.sources.decode.SpanFault;
import io.racetrace.trace.ServiceInstance;
import io.racetrace.trace.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
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

  /** A span whose resource or scope is not known yet. */
  private record Read(@Nullable Span span, @Nullable SpanFault fault) {}

  /** So many spans may wait for their resource; beyond that the input is broken or hostile. */
  private static final int MAX_WAITING = 500_000;

  /** So many spans wait for their scope, whose name is good for advice only. */
  private static final int MAX_SCOPED = 10_000;

  /** In evidence that was saved, what the back end did not give. */
  static final String LACKS = "racetraceLacks";

  private final Listener listener;
  private final OtlpAttributes attributes = new OtlpAttributes();
  private final ResourceIdentity identity = new ResourceIdentity(attributes);
  private final OtlpSpanReader spans = new OtlpSpanReader(attributes);
  private final List<Read> scoped = new ArrayList<>();
  private final PlainOtlpLine plain;
  private boolean isOtlp;

  OtlpJsonReader(Listener listener) {
    this(listener, attribute -> true);
  }

  /**
   * @param isUsed which attributes of spans somebody will ask for; others may be left out
   */
  OtlpJsonReader(Listener listener, Predicate<String> isUsed) {
    this.listener = listener;
    plain = new PlainOtlpLine(isUsed);
  }

  @Override
  public int readsPlain(byte[] bytes, int from, int to) {
    return plain.read(bytes, from, to, listener);
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
    Provenance resource = null;
    List<Read> waiting = new ArrayList<>(0);
    for (String name = in.nextName(); name != null; name = in.nextName()) {
      firstName = firstName == null ? name : firstName;
      in.nextToken();
      switch (name) {
        case "resourceSpans", "batches", "result", "trace" -> {
          String within = value(in);
          isOtlp |= within == null || name.equals("resourceSpans") || name.equals("batches");
        }
        case "resource" -> resource = identity.read(in);
        case "scopeSpans", "instrumentationLibrarySpans" -> {
          isOtlp = true;
          scopeSpans(in, resource, waiting);
        }
        case "resourceMetrics", "resourceLogs", "resourceProfiles" -> {
          isOtlp = true;
          listener.otherSignal(name);
          in.skipChildren();
        }
        case LACKS -> {
          isOtlp = true;
          lacks(in);
        }
        default -> in.skipChildren();
      }
    }
    if (!waiting.isEmpty()) {
      settle(waiting, resource == null ? identity.unknown() : resource);
    }
    return firstName;
  }

  private void lacks(JsonParser in) {
    if (Json.startsArray(in)) {
      while (in.nextToken() != JsonToken.END_ARRAY) {
        if (in.currentToken() == JsonToken.VALUE_STRING) {
          listener.failedAnswer(in.getString());
        } else {
          in.skipChildren();
        }
      }
    }
  }

  private void scopeSpans(JsonParser in, @Nullable Provenance resource, List<Read> waiting) {
    if (!Json.startsArray(in)) {
      return;
    }
    while (in.nextToken() != JsonToken.END_ARRAY) {
      if (!Json.startsObject(in)) {
        continue;
      }
      scopedSpans(in, resource, waiting);
    }
  }

  private void scopedSpans(JsonParser in, @Nullable Provenance resource, List<Read> waiting) {
    String scope = null;
    Provenance known = resource == null ? identity.unknown() : resource;
    try {
      for (String name = in.nextName(); name != null; name = in.nextName()) {
        in.nextToken();
        if (name.equals("scope") || name.equals("instrumentationLibrary")) {
          scope = scopeName(in);
          known = known.within(scope);
        } else if (!name.equals("spans")) {
          in.skipChildren();
        } else if (Json.startsArray(in)) {
          while (in.nextToken() != JsonToken.END_ARRAY) {
            if (Json.startsObject(in)) {
              span(in, known, scope != null, resource, waiting);
            }
          }
        }
      }
    } finally {
      // Also where the input breaks off: what was read is told.
      releaseScoped(in, resource, scope == null ? "" : scope, waiting);
    }
  }

  private String scopeName(JsonParser in) {
    String scope = "";
    if (Json.startsObject(in)) {
      for (String name = in.nextName(); name != null; name = in.nextName()) {
        in.nextToken();
        if (name.equals("name")) {
          scope = attributes.text(in);
        } else {
          in.skipChildren();
        }
      }
    }
    return scope;
  }

  private void span(
      JsonParser in,
      Provenance known,
      boolean isScopeKnown,
      @Nullable Provenance resource,
      List<Read> waiting) {
    Span span = spans.read(in, known);
    scoped.add(new Read(span, spans.fault()));
    if (isScopeKnown || scoped.size() > MAX_SCOPED) {
      releaseScoped(in, resource, "", waiting);
    }
  }

  /** Passes on the spans that waited for their scope. */
  private void releaseScoped(
      JsonParser in, @Nullable Provenance resource, String scope, List<Read> waiting) {
    for (Read read : scoped) {
      Span span = read.span;
      if (span != null && !scope.isEmpty()) {
        span = span.told(Map.of(Provenance.SCOPE, scope));
      }
      if (resource != null) {
        tell(span, read.fault, resource.instance());
      } else if (waiting.size() > MAX_WAITING) {
        throw Json.malformed(in, "too many spans stand before their resource");
      } else {
        waiting.add(new Read(span, read.fault));
      }
    }
    scoped.clear();
  }

  private void settle(List<Read> waiting, Provenance resource) {
    for (Read read : waiting) {
      Span span = read.span;
      tell(
          span == null ? null : span.recordedBy(resource.instance()).told(resource.told()),
          read.fault,
          resource.instance());
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
