package io.racetrace.agent;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.autoconfigure.spi.AutoConfigurationCustomizer;
import io.opentelemetry.sdk.autoconfigure.spi.AutoConfigurationCustomizerProvider;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigProperties;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProviderBuilder;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import org.jspecify.annotations.Nullable;

/**
 * The extension: of the OpenTelemetry Java agent by {@code -Dotel.javaagent.extensions}, of its
 * Spring Boot starter as a bean.
 *
 * <p>It switches on what racetrace needs of the JDBC instrumentation, says of each statement which
 * record it is about, and takes parameters, literals and the messages of database errors out of
 * what is exported. Settings, as properties or in the environment:
 *
 * <ul>
 *   <li>{@code RACETRACE_SALT}: what keys are hashed with; the same in all services whose records
 *       are to be compared
 *   <li>{@code RACETRACE_KEY_COLUMNS}: {@code orders=order_no;shop.line=order_id,pos}, where a key
 *       is not called {@code id} or {@code <table>_id}
 *   <li>{@code RACETRACE_KEYS=readable}: keys as they are
 *   <li>{@code RACETRACE_PARAMETERS=keep}: parameters and literals are exported
 * </ul>
 */
public final class RecordKeys implements AutoConfigurationCustomizerProvider {

  private static final AttributeKey<String> SALT_ID = AttributeKey.stringKey("racetrace.salt.id");

  private final Failures failures = new Failures();
  private @Nullable Settings settings;
  private @Nullable KeyHash hash;

  /** What is called last sees the spans as they are exported. */
  @Override
  public int order() {
    return Integer.MAX_VALUE;
  }

  @Override
  public void customize(AutoConfigurationCustomizer configuration) {
    configuration
        .addPropertiesSupplier(Settings::defaults)
        .addResourceCustomizer(this::resource)
        .addTracerProviderCustomizer(this::processor)
        .addSpanExporterCustomizer(this::exporter);
  }

  private Resource resource(Resource resource, ConfigProperties config) {
    Resource withoutSalt = CommandLine.withoutSalt(resource);
    return settings(config).readableKeys()
        ? withoutSalt
        : withoutSalt.toBuilder().put(SALT_ID, hash(config).saltId()).build();
  }

  private SdkTracerProviderBuilder processor(
      SdkTracerProviderBuilder provider, ConfigProperties config) {
    return provider.addSpanProcessor(
        new RecordKeyProcessor(settings(config), hash(config), failures));
  }

  private SpanExporter exporter(SpanExporter exporter, ConfigProperties config) {
    return new RedactingExporter(
        exporter, new Redaction(settings(config).keepsParameters()), failures);
  }

  private synchronized Settings settings(ConfigProperties config) {
    if (settings == null) {
      settings = Settings.of(config);
    }
    return settings;
  }

  private synchronized KeyHash hash(ConfigProperties config) {
    if (hash == null) {
      hash = KeyHash.of(settings(config).salt());
    }
    return hash;
  }
}
