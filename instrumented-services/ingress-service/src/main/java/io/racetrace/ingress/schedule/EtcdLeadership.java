package io.racetrace.ingress.schedule;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import org.springframework.web.client.RestClientException;

/**
 * Who leads, by etcd: the one who made the key, which goes away with his lease. The revision of the
 * whole store in which it was made is larger than that of any leader before. It is this leader's
 * epoch.
 */
@Component
class EtcdLeadership implements Leadership {
  private static final Logger log = LoggerFactory.getLogger(EtcdLeadership.class);

  private static final String KEY = "/racetrace/scheduler";
  private static final Duration LEASE = Duration.ofSeconds(3);
  private static final Duration BETWEEN_ROUNDS = Duration.ofMillis(300);

  private final Etcd etcd;
  private @Nullable ScheduledExecutorService rounds;
  private volatile Term term = Term.NONE;

  EtcdLeadership(@Value("${ingress.etcd-url}") String url) {
    this.etcd = new Etcd(url);
  }

  @Override
  public synchronized void join() {
    if (rounds == null) {
      ScheduledExecutorService one =
          Executors.newSingleThreadScheduledExecutor(
              task -> {
                Thread thread = new Thread(task, "etcd-leadership");
                thread.setDaemon(true);
                return thread;
              });
      Future<?> unused =
          one.scheduleWithFixedDelay(
              this::round, 0, BETWEEN_ROUNDS.toMillis(), TimeUnit.MILLISECONDS);
      rounds = one;
    }
  }

  /** Keeps the lease, or takes one; and makes the key where it is not there. */
  private void round() {
    try {
      // The lease lasts from when etcd was asked, at the least.
      long asked = System.nanoTime();
      long lease = term.lease();
      if (lease == 0 || !etcd.keepAlive(lease)) {
        term = Term.NONE;
        lease = etcd.grant(LEASE);
        term = new Term(lease, 0, asked);
      }
      long epoch = term.epoch();
      term = new Term(lease, epoch == 0 ? etcd.create(KEY, lease).orElse(0) : epoch, asked);
    } catch (RuntimeException failure) {
      // The lease may still be there, so it is asked for again until it is not.
      log.debug("etcd did not answer as it should", failure);
    }
  }

  @Override
  public synchronized void resign() {
    if (rounds == null) {
      return;
    }
    rounds.shutdownNow();
    try {
      rounds.awaitTermination(LEASE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    rounds = null;
    Term last = term;
    term = Term.NONE;
    try {
      if (last.lease() != 0) {
        etcd.revoke(last.lease());
      }
    } catch (RestClientException failure) {
      log.debug("the lease ends by itself", failure);
    }
  }

  @Override
  public OptionalLong epoch() {
    Term known = term;
    // The own clock tells how long the lease may last, and nothing of a pause after this.
    boolean isOver = System.nanoTime() - known.asked() > LEASE.toNanos();
    return known.epoch() == 0 || isOver ? OptionalLong.empty() : OptionalLong.of(known.epoch());
  }

  @Override
  public void close() {
    resign();
  }

  /**
   * What etcd said last.
   *
   * @param lease 0 for none
   * @param epoch 0 where another one leads
   * @param asked when the lease was last asked for, by {@link System#nanoTime}
   */
  private record Term(long lease, long epoch, long asked) {
    static final Term NONE = new Term(0, 0, 0);
  }
}
