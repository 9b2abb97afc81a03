package io.racetrace.labextension;

import io.opentelemetry.sdk.autoconfigure.spi.AutoConfigurationCustomizer;
import io.opentelemetry.sdk.autoconfigure.spi.AutoConfigurationCustomizerProvider;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts the spans that end, and makes none for the requests by which the lab steers a service, as
 * is so where the service makes its spans itself. All other spans stay as the agent makes them.
 */
public final class LabExtension implements AutoConfigurationCustomizerProvider {
  // The service, which shares no class loader with the agent, reads the count there.
  private static final String COUNT = "racetrace.lab.spans.ended";

  @Override
  public void customize(AutoConfigurationCustomizer configuration) {
    LongAdder ended = new LongAdder();
    System.getProperties().put(COUNT, ended);
    configuration
        .addTracerProviderCustomizer(
            (provider, config) -> provider.addSpanProcessor(new EndedSpans(ended)))
        .addSamplerCustomizer((sampler, config) -> new WithoutSteering(sampler));
  }
}
