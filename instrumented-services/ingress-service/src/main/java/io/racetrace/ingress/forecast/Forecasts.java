package io.racetrace.ingress.forecast;

import io.racetrace.servicebase.form.Forms;
import io.racetrace.servicebase.lease.Lease;
import io.racetrace.servicebase.lease.Leases;
import io.racetrace.servicebase.telemetry.Contention;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ResponseStatusException;

/** Answers from the cache, and asks the platform for what is not there. */
@Component
class Forecasts {
  // Longer than the platform ever takes: whoever holds it for so long is dead.
  private static final Duration LEASE = Duration.ofSeconds(30);
  private static final Duration PATIENCE = Duration.ofSeconds(25);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);

  private final ForecastCache cache;
  private final Platform platform;
  private final Leases leases;
  private final Forms forms;
  private final Contention contention;

  Forecasts(
      ForecastCache cache, Platform platform, Leases leases, Forms forms, Contention contention) {
    this.cache = cache;
    this.platform = platform;
    this.leases = leases;
    this.forms = forms;
    this.contention = contention;
  }

  Forecast forecast(Query query) {
    String cached = cache.get(query);
    if (cached != null) {
      return new Forecast(cached, true);
    }
    return new Forecast(
        forms.current().equals("stampede-lock-per-query") ? askOnce(query) : ask(query), false);
  }

  /** The racy way: everybody who finds nothing asks, all at the same time. */
  private String ask(Query query) {
    String forecast = platform.forecast(query);
    cache.put(query, forecast);
    return forecast;
  }

  /** One of those who want the same asks, and the others wait for what he puts into the cache. */
  private String askOnce(Query query) {
    long start = System.nanoTime();
    for (boolean first = true; System.nanoTime() - start < PATIENCE.toNanos(); first = false) {
      Optional<Lease> lease = leases.tryAcquire("lease:forecast:" + query.key(), LEASE);
      if (lease.isPresent()) {
        contention.waited(Contention.LEASE, System.nanoTime() - start);
        try {
          // Somebody may have been here between the look into the cache and the lease.
          String cached = cache.get(query);
          return cached == null ? ask(query) : cached;
        } finally {
          leases.release(lease.get());
        }
      }
      if (first) {
        contention.lockWait();
      }
      LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
      String cached = cache.get(query);
      if (cached != null) {
        contention.waited(Contention.LEASE, System.nanoTime() - start);
        return cached;
      }
    }
    contention.waited(Contention.LEASE, System.nanoTime() - start);
    contention.gaveUp();
    throw new ResponseStatusException(HttpStatus.SERVICE_UNAVAILABLE, "no forecast came in time");
  }

  /**
   * An answer.
   *
   * @param cached whether it was there when it was asked for
   */
  record Forecast(String text, boolean cached) {}
}
