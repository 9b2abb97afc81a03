package io.racetrace.sources.decode;

import io.racetrace.trace.ServiceInstance;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which running copy of which service the attributes of a resource describe. */
public final class Instances {

  /** What OpenTelemetry's SDKs call a service that was given no name. */
  private static final String NO_NAME = "unknown_service";

  /** Enough for any real input; hostile input only costs the sharing of equal objects. */
  private static final int MAX_KNOWN = 10_000;

  private final Map<ServiceInstance, ServiceInstance> known = new HashMap<>();

  /** Equal attributes give the same object, up to a bound. */
  public ServiceInstance of(Map<String, String> resource) {
    return of(resource.getOrDefault("service.name", ""), resource, "");
  }

  /**
   * For formats that keep the service's name apart.
   *
   * @param otherwise the instance where the attributes name none
   */
  public ServiceInstance of(String service, Map<String, String> attributes, String otherwise) {
    String id = instanceId(attributes);
    ServiceInstance instance =
        new ServiceInstance(service.isEmpty() ? NO_NAME : service, id.isEmpty() ? otherwise : id);
    ServiceInstance same = known.get(instance);
    if (same != null) {
      return same;
    }
    if (known.size() < MAX_KNOWN) {
      known.put(instance, instance);
    }
    return instance;
  }

  private static String instanceId(Map<String, String> resource) {
    String id = first(resource, "service.instance.id", "k8s.pod.name", "container.id");
    if (id != null) {
      return id;
    }
    String host = resource.get("host.name");
    String process = resource.get("process.pid");
    // A process id alone says nothing across hosts, and a host alone may run several copies.
    return host == null || process == null ? "" : host + ":" + process;
  }

  private static @Nullable String first(Map<String, String> resource, String... keys) {
    for (String key : keys) {
      String value = resource.get(key);
      if (value != null && !value.isEmpty()) {
        return value;
      }
    }
    return null;
  }
}
