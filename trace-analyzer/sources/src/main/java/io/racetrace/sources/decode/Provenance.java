package io.racetrace.sources.decode;

import io.racetrace.trace.ServiceInstance;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Where spans come from: who recorded them, and what their resource and their scope tell of the
 * instrumentation, which goes into the attributes of each of them.
 *
 * @param told attributes that a span gets where it has none of its own of that name
 */
public record Provenance(ServiceInstance instance, Map<String, String> told) {

  /** The attribute that holds a scope's name, as the formats without scopes call it. */
  public static final String SCOPE = "otel.scope.name";

  private static final List<String> TELLING =
      List.of(
          "telemetry.sdk.language",
          "telemetry.distro.name",
          "telemetry.distro.version",
          "racetrace.salt.id");

  /** Copies the map. */
  public Provenance {
    told = Map.copyOf(told);
  }

  /** Of spans with these attributes at their resource. */
  public static Provenance of(ServiceInstance instance, Map<String, String> resource) {
    Map<String, String> told = new HashMap<>();
    for (String key : TELLING) {
      String value = resource.get(key);
      if (value != null && !value.isEmpty()) {
        told.put(key, value);
      }
    }
    return new Provenance(instance, told);
  }

  /** The same, of spans in a scope of this name; empty for one without a name. */
  public Provenance within(String scope) {
    if (scope.isEmpty()) {
      return this;
    }
    Map<String, String> more = new HashMap<>(told);
    more.put(SCOPE, scope);
    return new Provenance(instance, more);
  }
}
