package io.racetrace.sources;

import io.racetrace.trace.ServiceInstance;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;

/** Which running copy of which service a resource describes. */
final class ResourceIdentity {

  /** What OpenTelemetry's SDKs call a service that was given no name. */
  private static final String NO_NAME = "unknown_service";

  /** Enough for any real input; hostile input only costs the sharing of equal objects. */
  private static final int MAX_KNOWN = 10_000;

  private final OtlpAttributes attributes;
  private final Map<String, String> resource = new HashMap<>();
  private final Map<ServiceInstance, ServiceInstance> known = new HashMap<>();

  ResourceIdentity(OtlpAttributes attributes) {
    this.attributes = attributes;
  }

  /** Reads the resource that begins at the current token. */
  ServiceInstance read(JsonParser in) {
    resource.clear();
    if (OtlpJson.startsObject(in)) {
      for (String name = in.nextName(); name != null; name = in.nextName()) {
        in.nextToken();
        if (name.equals("attributes")) {
          attributes.read(in, resource);
        } else {
          in.skipChildren();
        }
      }
    }
    return instance();
  }

  /** The instance that a resource without attributes stands for. */
  ServiceInstance unknown() {
    resource.clear();
    return instance();
  }

  private ServiceInstance instance() {
    String service = resource.getOrDefault("service.name", "");
    ServiceInstance instance =
        new ServiceInstance(service.isEmpty() ? NO_NAME : service, instanceId());
    ServiceInstance same = known.get(instance);
    if (same != null) {
      return same;
    }
    if (known.size() < MAX_KNOWN) {
      known.put(instance, instance);
    }
    return instance;
  }

  private String instanceId() {
    String id = first("service.instance.id", "k8s.pod.name", "container.id");
    if (id != null) {
      return id;
    }
    String host = resource.get("host.name");
    String process = resource.get("process.pid");
    // A process id alone says nothing across hosts, and a host alone may run several copies.
    return host == null || process == null ? "" : host + ":" + process;
  }

  private @Nullable String first(String... keys) {
    for (String key : keys) {
      String value = resource.get(key);
      if (value != null && !value.isEmpty()) {
        return value;
      }
    }
    return null;
  }
}
