package io.racetrace.servicebase;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.racetrace.servicebase.telemetry.CountedSpans;
import io.racetrace.servicebase.telemetry.Instrumentation;
import io.racetrace.servicebase.telemetry.LibraryInstrumentation;
import io.racetrace.servicebase.telemetry.Telemetry;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Spans by an SDK of the service's own, and by instrumentation libraries. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(name = "service.telemetry", havingValue = "libraries")
class LibraryTelemetry {

  @Bean
  CountedSpans spanCount() {
    return new CountedSpans();
  }

  /** Closed last of all beans, since all others use it: what they still say is sent. */
  @Bean(destroyMethod = "close")
  OpenTelemetrySdk openTelemetry(
      @Value("${spring.application.name}") String serviceName,
      ServiceSettings settings,
      CountedSpans spanCount) {
    return Telemetry.start(
        serviceName, settings.otlpEndpoints(), settings.otlpMetricsUrls(), spanCount);
  }

  @Bean
  Instrumentation instrumentation(OpenTelemetry openTelemetry) {
    return new LibraryInstrumentation(openTelemetry);
  }
}
