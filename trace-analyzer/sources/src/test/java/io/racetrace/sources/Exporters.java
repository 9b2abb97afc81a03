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
        name,
        instance,
        OtlpHttpSpanExporter.builder()
            .setEndpoint(endpoint + "/v1/traces")
            .setCompression(compression)
            .setTimeout(Duration.ofSeconds(20))
            .build());
  }

  /** The same by OTLP/gRPC. */
  public static SdkTracerProvider overGrpc(URI endpoint, String name, String instance) {
    return service(
        name,
        instance,
        OtlpGrpcSpanExporter.builder()
            .setEndpoint(endpoint.toString())
            .setTimeout(Duration.ofSeconds(20))
            .build());
  }

  private static SdkTracerProvider service(String name, String instance, SpanExporter exporter) {
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
