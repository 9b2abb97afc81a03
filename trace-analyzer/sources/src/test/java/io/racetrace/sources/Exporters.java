package io.racetrace.sources;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.trace.OtlpGrpcSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.net.URI;
import java.time.Duration;

/** OpenTelemetry's own SDK and exporter, set up to send to an address. */
public final class Exporters {

  private Exporters() {}

  /** A service that exports in batches by OTLP/HTTP in protobuf; closing it sends the rest. */
  public static SdkTracerProvider service(
      URI endpoint, String name, String instance, String compression) {
    return service(
        OtlpHttpSpanExporter.builder()
            .setEndpoint(endpoint + "/v1/traces")
            .setCompression(compression)
            .setTimeout(Duration.ofSeconds(20))
            .build(),
        name,
        instance);
  }

  /** A service that exports in batches by OTLP/gRPC; closing it sends the rest. */
  public static SdkTracerProvider grpcService(
      URI endpoint, String name, String instance, String compression) {
    return service(
        OtlpGrpcSpanExporter.builder()
            .setEndpoint(endpoint.toString())
            .setCompression(compression)
            .setTimeout(Duration.ofSeconds(20))
            .build(),
        name,
        instance);
  }

  private static SdkTracerProvider service(SpanExporter exporter, String name, String instance) {
    return SdkTracerProvider.builder()
        .setResource(
            Resource.create(
                Attributes.builder()
                    .put("service.name", name)
                    .put("service.instance.id", instance)
                    .build()))
        .addSpanProcessor(
            BatchSpanProcessor.builder(exporter)
                .setMaxQueueSize(100_000)
                .setScheduleDelay(Duration.ofMillis(50))
                .build())
        .build();
  }
}
