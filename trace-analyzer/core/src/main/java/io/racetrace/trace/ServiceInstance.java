package io.racetrace.trace;

/**
 * One running copy of a service: the holder of one clock. Times of two instances compare only
 * within a clock bound.
 *
 * @param service {@code service.name}
 * @param instance {@code service.instance.id}, or the nearest thing that the resource tells; empty
 *     when it tells nothing
 */
public record ServiceInstance(String service, String instance)
    implements Comparable<ServiceInstance> {

  @Override
  public String toString() {
    return instance.isEmpty() ? service : service + "/" + instance;
  }

  @Override
  public int compareTo(ServiceInstance other) {
    int byService = service.compareTo(other.service);
    return byService != 0 ? byService : instance.compareTo(other.instance);
  }
}
