package io.racetrace.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The extension inside the real SDK, set up as the agent sets it up. */
class RecordKeysTest {

  private static final String OLD = "db.statement";
  private static final String NEW = "db.query.text";

  private final Map<String, String> settings = new HashMap<>();
  private final List<SpanData> exported = new ArrayList<>();

  /** Runs a span with these attributes through the SDK, and returns it as it is exported. */
  private SpanData span(String name, Map<String, String> attributes, String... parameters) {
    return span(name, attributes, span -> {}, parameters);
  }

  private SpanData span(
      String name,
      Map<String, String> attributes,
      java.util.function.Consumer<Span> during,
      String... parameters) {
    InMemorySpanExporter exporter = InMemorySpanExporter.create();
    RecordKeys extension = new RecordKeys();
    try (var sdk =
        AutoConfiguredOpenTelemetrySdk.builder()
            .addPropertiesSupplier(
                () ->
                    Map.of(
                        "otel.traces.exporter",
                        "none",
                        "otel.metrics.exporter",
                        "none",
                        "otel.logs.exporter",
                        "none"))
            .addPropertiesSupplier(() -> settings)
            .addTracerProviderCustomizer(
                (provider, config) -> {
                  extension.customize(new Customized(config, provider, exporter));
                  return provider;
                })
            .build()
            .getOpenTelemetrySdk()) {
      SpanBuilder builder =
          sdk.getTracer("io.opentelemetry.jdbc").spanBuilder(name).setSpanKind(SpanKind.CLIENT);
      attributes.forEach(builder::setAttribute);
      for (int i = 0; i < parameters.length; i++) {
        builder.setAttribute("db.query.parameter." + i, parameters[i]);
      }
      Span span = builder.startSpan();
      during.accept(span);
      span.end();
      exported.addAll(exporter.getFinishedSpanItems());
      return exporter.getFinishedSpanItems().get(0);
    }
  }

  private SpanData statement(String sql, String... parameters) {
    return span("SELECT orders", Map.of(OLD, sql, "db.system", "postgresql"), parameters);
  }

  private static Map<String, String> told(SpanData span) {
    Map<String, String> told = new TreeMap<>();
    span.getAttributes()
        .forEach(
            (key, value) -> {
              if (key.getKey().startsWith("racetrace.")) {
                told.put(key.getKey().substring("racetrace.".length()), value.toString());
              }
            });
    return told;
  }

  private static @Nullable String attribute(SpanData span, String key) {
    return span.getAttributes().get(AttributeKey.stringKey(key));
  }

  private static String id(String value) {
    return KeyHash.of(null).hash("id", false, value);
  }
}
