package io.racetrace.ingress.presence;

import io.lettuce.core.RedisException;
import io.racetrace.servicebase.drill.DrillGate;
import io.racetrace.servicebase.form.Forms;
import io.racetrace.servicebase.lease.Lease;
import io.racetrace.servicebase.lease.Leases;
import io.racetrace.servicebase.telemetry.Contention;
import io.racetrace.statedaccess.Guard;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Keeps what is known of each device's presence by its heartbeats. */
@Component
class Presences {
  private static final Logger log = LoggerFactory.getLogger(Presences.class);

  private static final int ATTEMPTS = 4;
  private static final Duration LEASE = Duration.ofSeconds(20);
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private final PresenceRows rows;
  private final Leases leases;
  private final DrillGate gate;
  private final Forms forms;
  private final Contention contention;

  Presences(PresenceRows rows, Leases leases, DrillGate gate, Forms forms, Contention contention) {
    this.rows = rows;
    this.leases = leases;
    this.gate = gate;
    this.forms = forms;
    this.contention = contention;
  }

  void beat(String deviceId, double temperature) {
    Optional<Lease> lease = lease(deviceId);
    try {
      if (forms.current().equals("outage-racy")) {
        // With a lease or without one, and nobody notices.
        Presence seen = rows.read(deviceId);
        gate.pass(deviceId);
        rows.write(seen, temperature);
      } else if (lease.isPresent()) {
        count(deviceId, temperature);
      } else {
        contention.gaveUp();
        rows.writeDegraded(deviceId, temperature);
      }
    } finally {
      lease.ifPresent(this::release);
    }
  }

  private void count(String deviceId, double temperature) {
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      Presence seen = rows.read(deviceId, Guard.LEASE);
      gate.pass(deviceId);
      if (rows.writeWhole(seen, temperature)) {
        return;
      }
      contention.conflict();
      if (attempt < ATTEMPTS) {
        contention.retry();
      }
    }
    contention.gaveUp();
    rows.writeDegraded(deviceId, temperature);
  }

  /** Empty where Redis is not there to be asked. */
  private Optional<Lease> lease(String deviceId) {
    try {
      return Optional.of(leases.acquire("lease:device_presence:" + deviceId, LEASE, PATIENCE));
    } catch (RedisException outage) {
      log.debug("no lease on {}", deviceId, outage);
      return Optional.empty();
    }
  }

  private void release(Lease lease) {
    try {
      leases.release(lease);
    } catch (RedisException outage) {
      // Gone with the Redis that held it.
      log.debug("{} is not given back", lease.key(), outage);
    }
  }
}
