package io.racetrace.servicebase.event;

import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapSetter;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Carries the W3C trace context as fields of a stream entry. */
enum TraceContextField
    implements TextMapGetter<Map<String, String>>, TextMapSetter<Map<String, String>> {
  INSTANCE;

  @Override
  public Iterable<String> keys(Map<String, String> fields) {
    return fields.keySet();
  }

  @Override
  public @Nullable String get(@Nullable Map<String, String> fields, String key) {
    return fields == null ? null : fields.get(key);
  }

  @Override
  public void set(@Nullable Map<String, String> fields, String key, String value) {
    Objects.requireNonNull(fields).put(key, value);
  }
}
