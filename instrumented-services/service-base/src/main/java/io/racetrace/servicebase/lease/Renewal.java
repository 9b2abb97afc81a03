package io.racetrace.servicebase.lease;

import io.lettuce.core.RedisException;
import io.opentelemetry.context.Context;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Renews a lease, three times in each of its times, for as long as its holder works. */
public final class Renewal implements AutoCloseable {
  private final ScheduledExecutorService clock;

  private Renewal(ScheduledExecutorService clock) {
    this.clock = clock;
  }

  public static Renewal of(Lease lease, Leases leases) {
    ScheduledExecutorService clock =
        Executors.newSingleThreadScheduledExecutor(
            work -> {
              Thread thread = new Thread(work, "lease-renewal");
              thread.setDaemon(true);
              return thread;
            });
    long third = lease.ttl().toMillis() / 3;
    // Ends with the clock.
    ScheduledFuture<?> unused =
        clock.scheduleAtFixedRate(
            Context.current().wrap(() -> renew(lease, leases, clock)),
            third,
            third,
            TimeUnit.MILLISECONDS);
    return new Renewal(clock);
  }

  private static void renew(Lease lease, Leases leases, ScheduledExecutorService clock) {
    try {
      if (!leases.renew(lease)) {
        clock.shutdown();
      }
    } catch (RedisException outage) {
      // Two more tries fit into the lease's time.
    }
  }

  /** Renews no more, and has ended when this returns. */
  @Override
  public void close() {
    clock.shutdownNow();
    try {
      clock.awaitTermination(5, TimeUnit.SECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
