package io.racetrace.lab.stage;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * What runs already and is to be used, instead of what the lab would start itself. None of it is
 * ever stopped; exhibits that stop a store bring one of their own.
 *
 * @param databases a PostgreSQL server; databases that are missing are made, none is dropped
 */
public record GivenParts(
    @Nullable Databases databases,
    @Nullable GivenRedis redis,
    @Nullable GivenOtlp otlp,
    @Nullable URI etcd) {
  public static final GivenParts NONE = new GivenParts(null, null, null, null);

  /** Whether there is an etcd, given or to be started. */
  public boolean haveEtcd() {
    return etcd != null || Etcd.program().isPresent();
  }

  /**
   * Asks each whether it is there.
   *
   * @throws LabException where one is not, or is something else
   */
  void check() {
    if (databases != null) {
      databases.check();
    }
    if (redis != null) {
      redis.check();
    }
    if (otlp != null) {
      otlp.check();
    }
    if (etcd != null) {
      Etcd.check(etcd);
    }
  }
}
