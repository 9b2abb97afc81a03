package io.racetrace.sources.file;

import io.racetrace.sources.decode.Json;
import io.racetrace.sources.decode.SpanDecoder;
import io.racetrace.sources.jaeger.JaegerJsonDecoder;
import io.racetrace.sources.otlp.OtlpJsonDecoder;
import io.racetrace.sources.zipkin.ZipkinJsonDecoder;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;

/** The formats that are JSON, told apart by the names of their fields. */
enum JsonFormat {
  OTLP,
  JAEGER,
  ZIPKIN;

  private static final Set<String> ONLY_OTLP =
      Set.of(
          "resourceSpans",
          "batches",
          "scopeSpans",
          "instrumentationLibrarySpans",
          "resourceMetrics",
          "resourceLogs",
          "resourceProfiles");

  /** Jaeger alone spells its ids so, and names a span by its operation. */
  private static final Set<String> ONLY_JAEGER =
      Set.of("traceID", "spanID", "processes", "operationName");

  private static final Set<String> ONLY_ZIPKIN =
      Set.of("localEndpoint", "remoteEndpoint", "binaryAnnotations");

  SpanDecoder decoder() {
    return switch (this) {
      case OTLP -> new OtlpJsonDecoder();
      case JAEGER -> new JaegerJsonDecoder();
      case ZIPKIN -> new ZipkinJsonDecoder();
    };
  }

  /** The format of what begins so; absent if that does not tell. */
  static @Nullable JsonFormat of(byte[] head) {
    Set<String> names = new HashSet<>();
    try (JsonParser in = Json.FACTORY.createParser(ObjectReadContext.empty(), head)) {
      while (in.nextToken() != null) {
        if (in.currentToken() == JsonToken.PROPERTY_NAME) {
          String name = in.currentName();
          JsonFormat format = by(name);
          if (format != null) {
            return format;
          }
          names.add(name);
          if (isOfUsers(name)) {
            in.nextToken();
            in.skipChildren();
          }
        }
      }
    } catch (JacksonException e) {
      // Broken, or only the beginning: what was seen before may still tell.
    }
    if (names.contains("data")) {
      return JAEGER;
    }
    return names.contains("traceId") && names.contains("id") ? ZIPKIN : null;
  }

  private static @Nullable JsonFormat by(String name) {
    if (ONLY_OTLP.contains(name)) {
      return OTLP;
    }
    if (ONLY_JAEGER.contains(name)) {
      return JAEGER;
    }
    return ONLY_ZIPKIN.contains(name) ? ZIPKIN : null;
  }

  /** Whether users choose the names that lie within. */
  private static boolean isOfUsers(String name) {
    return name.equals("tags") || name.equals("tag") || name.equals("attributes");
  }
}
