package io.racetrace.testing;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanProcessor;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A service that keeps points, as its spans show it: the real SDK tells them, no store is there.
 */
final class PointsService implements AutoCloseable {

  private static final TextMapGetter<Map<String, String>> HEADERS =
      new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(Map<String, String> carrier) {
          return carrier.keySet();
        }

        @Override
        public @Nullable String get(@Nullable Map<String, String> carrier, String key) {
          return carrier == null ? null : carrier.get(key);
        }
      };

  private final OpenTelemetrySdk sdk;
  private final Tracer tracer;

  PointsService(String name, SpanProcessor spans) {
    sdk =
        OpenTelemetrySdk.builder()
            .setTracerProvider(
                SdkTracerProvider.builder()
                    .setResource(
                        Resource.builder()
                            .put("service.name", name)
                            .put("service.instance.id", name + "-1")
                            .build())
                    .addSpanProcessor(spans)
                    .build())
            .build();
    tracer = sdk.getTracer("io.opentelemetry.tomcat-10.0");
  }

  /** Reads, adds in its own memory, and writes what came of it. */
  void readAndWrite(String table, String id, Map<String, String> headers) {
    request(
        "POST /points/{id}",
        headers,
        () -> {
          statement("SELECT balance FROM " + table + " WHERE id = ?", id);
          statement("UPDATE " + table + " SET balance = ? WHERE id = ?", "250", id);
        });
  }

  void readAndWrite(String table, String id) {
    readAndWrite(table, id, Map.of());
  }

  /** Adds in one statement. */
  void add(String table, String id) {
    request(
        "POST /points/{id}/add",
        Map.of(),
        () -> statement("UPDATE " + table + " SET balance = balance + ? WHERE id = ?", "150", id));
  }

  private void request(String name, Map<String, String> headers, Runnable work) {
    Context caller =
        W3CTraceContextPropagator.getInstance().extract(Context.current(), headers, HEADERS);
    Span span =
        tracer
            .spanBuilder(name)
            .setParent(caller)
            .setSpanKind(SpanKind.SERVER)
            .setAttribute("http.request.method", "POST")
            .setAttribute("http.response.status_code", 200)
            .startSpan();
    Scope scope = span.makeCurrent();
    try {
      work.run();
    } finally {
      scope.close();
      span.end();
    }
  }

  private void statement(String text, String... parameters) {
    Span span =
        tracer
            .spanBuilder(text.substring(0, 6) + " points")
            .setSpanKind(SpanKind.CLIENT)
            .setAttribute("db.system.name", "postgresql")
            .setAttribute("db.namespace", "shop")
            .setAttribute("server.address", "db")
            .setAttribute("db.query.text", text)
            .startSpan();
    for (int i = 0; i < parameters.length; i++) {
      span.setAttribute("db.query.parameter." + i, parameters[i]);
    }
    span.end();
  }

  @Override
  public void close() {
    sdk.close();
  }
}
