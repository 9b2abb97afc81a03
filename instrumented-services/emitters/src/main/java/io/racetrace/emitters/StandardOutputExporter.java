package io.racetrace.emitters;

import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.exporter.internal.otlp.traces.TraceRequestMarshaler;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;

/**
 * Writes spans as lines of OTLP JSON, as the agent's {@code experimental-otlp/stdout} does, for the
 * programs that run without the agent.
 */
final class StandardOutputExporter implements SpanExporter {

  /** Makes it the exporter of everything, unless an agent exports already. */
  static void installUnlessThereIsAnAgent() {
    if (!GlobalOpenTelemetry.isSet()) {
      Resource resource =
          Resource.getDefault()
              .merge(
                  Resource.create(Attributes.of(AttributeKey.stringKey("service.name"), "orders")));
      GlobalOpenTelemetry.set(
          OpenTelemetrySdk.builder()
              .setTracerProvider(
                  SdkTracerProvider.builder()
                      .setResource(resource)
                      .addSpanProcessor(SimpleSpanProcessor.create(new StandardOutputExporter()))
                      .build())
              .build());
    }
  }

  @Override
  public CompletableResultCode export(Collection<SpanData> spans) {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    try {
      TraceRequestMarshaler.create(spans).writeJsonTo(line);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    System.out.println(line.toString(StandardCharsets.UTF_8));
    return CompletableResultCode.ofSuccess();
  }

  @Override
  public CompletableResultCode flush() {
    return CompletableResultCode.ofSuccess();
  }

  @Override
  public CompletableResultCode shutdown() {
    return CompletableResultCode.ofSuccess();
  }
}
