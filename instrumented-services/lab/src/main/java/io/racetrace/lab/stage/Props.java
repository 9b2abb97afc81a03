package io.racetrace.lab.stage;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What only some exhibits need, each started by the first that does. The services are told from the
 * beginning where it will be.
 */
public final class Props implements AutoCloseable {
  static final int PORTS = 5;

  private final LockRedis lockRedis;
  private final Platform platform;
  private final ZooKeeper zooKeeper;
  private final Etcd etcd;

  /**
   * @param ports as many as {@link #PORTS}
   * @param givenEtcd null for none
   */
  Props(
      List<Integer> ports, @Nullable URI givenEtcd, Path directory, Path logs, ProcessWatch watch) {
    lockRedis = new LockRedis(ports.get(0), directory, logs, watch);
    platform = new Platform(ports.get(1));
    zooKeeper = new ZooKeeper(ports.get(2));
    etcd =
        new Etcd(givenEtcd, ports.get(3), ports.get(4), directory, logs.resolve("etcd.log"), watch);
  }

  Map<String, String> environment() {
    return Map.of(
        "LOCK_REDIS_URL", lockRedis.url(),
        "PLATFORM_URL", platform.url(),
        "ZOOKEEPER", zooKeeper.address(),
        "ETCD_URL", etcd.url().toString());
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

  /** Who leads, in the forms that are named after it. */
  public Etcd etcd() {
    return etcd;
  }

  @Override
  public void close() {
    lockRedis.close();
    platform.close();
    zooKeeper.close();
    etcd.close();
  }
}
