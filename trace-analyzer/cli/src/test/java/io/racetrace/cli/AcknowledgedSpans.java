package io.racetrace.cli;

import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.trace.OtlpGrpcSpanExporter;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.net.URI;
import java.time.Duration;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** OpenTelemetry's SDK with its exporters, and the ids of the spans that were accepted. */
final class AcknowledgedSpans {

  private final Set<String> ids = ConcurrentHashMap.newKeySet();

  Set<String> ids() {
    return ids;
  }

  /** A service that sends by OTLP/gRPC. */
  SdkTracerProvider grpc(URI endpoint) {
    return service(
        OtlpGrpcSpanExporter.builder()
            .setEndpoint(endpoint.toString())
            .setTimeout(Duration.ofSeconds(20))
            .build());
  }

  /** A service that sends by OTLP/HTTP, with gzip. */
  SdkTracerProvider http(URI endpoint) {
    return service(
        OtlpHttpSpanExporter.builder()
            .setEndpoint(endpoint + "/v1/traces")
            .setCompression("gzip")
            .setTimeout(Duration.ofSeconds(20))
            .build());
  }

  private SdkTracerProvider service(SpanExporter exporter) {
    return SdkTracerProvider.builder()
        .addSpanProcessor(
            BatchSpanProcessor.builder(new Noting(exporter))
                .setMaxExportBatchSize(64)
                .setMaxQueueSize(1024)
                .setScheduleDelay(Duration.ofMillis(5))
                .build())
        .build();
  }

  /** Notes what the exporter was told is accepted. */
  private final class Noting implements SpanExporter {

    private final SpanExporter exporter;

    Noting(SpanExporter exporter) {
      this.exporter = exporter;
    }

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
      CompletableResultCode result = exporter.export(spans);
      result.whenComplete(
          () -> {
            if (result.isSuccess()) {
              spans.forEach(span -> ids.add(span.getSpanId()));
            }
          });
      return result;
    }

    @Override
    public CompletableResultCode flush() {
      return exporter.flush();
    }

    @Override
    public CompletableResultCode shutdown() {
      return exporter.shutdown();
    }
  }
}
