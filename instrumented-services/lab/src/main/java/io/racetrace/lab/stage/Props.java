package io.racetrace.lab.stage;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What only some exhibits need, each started by the first that does. The services are told from the
 * beginning where it will be.
 */
public final class Props implements AutoCloseable {
  static final int PORTS = 3;

  private final LockRedis lockRedis;
  private final Platform platform;
  private final ZooKeeper zooKeeper;

  /**
   * @param ports as many as {@link #PORTS}
   */
  Props(List<Integer> ports, Path directory, Path logs, ProcessWatch watch) {
    lockRedis = new LockRedis(ports.get(0), directory, logs, watch);
    platform = new Platform(ports.get(1));
    zooKeeper = new ZooKeeper(ports.get(2));
  }

  Map<String, String> environment() {
    return Map.of(
        "LOCK_REDIS_URL", lockRedis.url(),
        "PLATFORM_URL", platform.url(),
        "ZOOKEEPER", zooKeeper.address());
  }

  /** Where leases are. */
  public LockRedis lockRedis() {
    return lockRedis;
  }

  /** What forecasts cost. */
  public Platform platform() {
    return platform;
  }

  /** Who leads. */
  public ZooKeeper zooKeeper() {
    return zooKeeper;
  }

  @Override
  public void close() {
    lockRedis.close();
    platform.close();
    zooKeeper.close();
  }
}
