package io.racetrace.lab.stage;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** Services that somebody else started, and their databases. */
public final class RunningServices implements Stage {
  private final Map<String, ServiceDoor> doors = new TreeMap<>();
  private final Databases databases;

  /**
   * @param addresses of the services, by name
   */
  public RunningServices(Map<String, URI> addresses, Databases databases) {
    addresses.forEach((service, address) -> doors.put(service, new ServiceDoor(service, address)));
    this.databases = databases;
  }

  @Override
  public ServiceDoor door(String service) {
    return Objects.requireNonNull(doors.get(service), () -> "no service " + service);
  }

  @Override
  public Databases databases() {
    return databases;
  }

  @Override
  public void await(String what, Duration atMost, Patience.Look look) {
    Patience.until(what, atMost, look);
  }
}
