package io.racetrace.servicebase.telemetry;

import static io.opentelemetry.api.common.AttributeKey.stringKey;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.exporter.otlp.http.metrics.OtlpHttpMetricExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.SdkMeterProviderBuilder;
import io.opentelemetry.sdk.metrics.export.MetricReader;
import io.opentelemetry.sdk.metrics.export.PeriodicMetricReader;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SdkTracerProviderBuilder;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** The OpenTelemetry SDK as the services use it. */
public final class Telemetry {
  private static final String STABILITY_OPT_IN = "otel.semconv-stability.opt-in";

  // A load run fills the queue in bursts, and a dropped span would be a race that nobody sees.
  private static final int QUEUED_SPANS = 32_768;
  private static final int SPANS_PER_EXPORT = 1_024;

  private static final Duration METRICS = Duration.ofSeconds(15);

  private Telemetry() {}

  /**
   * Chooses the stable names of database attributes, unless somebody chose already. The
   * instrumentation libraries read this once, when the first of them is loaded.
   */
  public static void preferStableConventions() {
    if (System.getProperty(STABILITY_OPT_IN) == null
        && System.getenv("OTEL_SEMCONV_STABILITY_OPT_IN") == null) {
      System.setProperty(STABILITY_OPT_IN, "database");
    }
  }

  /** Starts sending spans over OTLP/HTTP, and no metrics. */
  public static OpenTelemetrySdk start(
      String serviceName, List<String> otlpEndpoints, CountedSpans spanCount) {
    return start(serviceName, otlpEndpoints, List.of(), spanCount);
  }

  /**
   * Starts sending spans and metrics over OTLP/HTTP. Closing the SDK sends what is still queued.
   *
   * @param otlpEndpoints where all spans go, each without {@code /v1/traces}
   * @param otlpMetricsUrls where all metrics go, each with its path; often nowhere, since not every
   *     receiver of spans takes them
   */
  public static OpenTelemetrySdk start(
      String serviceName,
      List<String> otlpEndpoints,
      List<String> otlpMetricsUrls,
      CountedSpans spanCount) {
    Resource resource =
        Resource.getDefault()
            .merge(
                Resource.create(
                    Attributes.of(
                        stringKey("service.name"),
                        serviceName,
                        stringKey("service.instance.id"),
                        UUID.randomUUID().toString())));
    SdkTracerProviderBuilder tracing =
        SdkTracerProvider.builder()
            .setResource(resource)
            .addSpanProcessor(new ThreadAttributes())
            .addSpanProcessor(spanCount);
    otlpEndpoints.forEach(endpoint -> tracing.addSpanProcessor(sending(endpoint)));
    SdkMeterProviderBuilder metering = SdkMeterProvider.builder().setResource(resource);
    otlpMetricsUrls.forEach(url -> metering.registerMetricReader(reading(url)));
    return OpenTelemetrySdk.builder()
        .setTracerProvider(tracing.build())
        .setMeterProvider(metering.build())
        .setPropagators(ContextPropagators.create(W3CTraceContextPropagator.getInstance()))
        .build();
  }

  private static SpanProcessor sending(String otlpEndpoint) {
    OtlpHttpSpanExporter exporter =
        OtlpHttpSpanExporter.builder().setEndpoint(otlpEndpoint + "/v1/traces").build();
    return BatchSpanProcessor.builder(exporter)
        .setMaxQueueSize(QUEUED_SPANS)
        .setMaxExportBatchSize(SPANS_PER_EXPORT)
        .setScheduleDelay(Duration.ofMillis(200))
        .build();
  }

  private static MetricReader reading(String otlpMetricsUrl) {
    OtlpHttpMetricExporter exporter =
        OtlpHttpMetricExporter.builder().setEndpoint(otlpMetricsUrl).build();
    return PeriodicMetricReader.builder(exporter).setInterval(METRICS).build();
  }
}
