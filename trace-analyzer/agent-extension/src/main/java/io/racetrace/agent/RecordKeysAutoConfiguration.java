package io.racetrace.agent;

import io.opentelemetry.sdk.autoconfigure.spi.AutoConfigurationCustomizerProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** Gives the extension to the OpenTelemetry Spring Boot starter, where that is there. */
@AutoConfiguration
@ConditionalOnClass(AutoConfigurationCustomizerProvider.class)
public class RecordKeysAutoConfiguration {

  @Bean
  @ConditionalOnMissingBean
  RecordKeys racetraceRecordKeys() {
    return new RecordKeys();
  }
}
