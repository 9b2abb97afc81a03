package io.racetrace.healthrecord;

import io.racetrace.servicebase.drill.DrillGate;
import io.racetrace.servicebase.lease.Lease;
import io.racetrace.servicebase.lease.Leases;
import io.racetrace.servicebase.telemetry.Contention;
import io.racetrace.statedaccess.Guard;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** The ways to make a change: the racy one, and those of an owner. */
@Component
public class HealthChanges {
  // Far longer than a change takes: whoever holds it for so long is dead.
  private static final Duration LEASE = Duration.ofSeconds(10);
  private static final Duration PATIENCE = Duration.ofSeconds(15);
  private static final int ATTEMPTS = 4;
  private static final long LONGEST_FIRST_PAUSE = TimeUnit.MILLISECONDS.toNanos(4);

  private final HealthRecords records;
  private final TransactionTemplate transaction;
  private final DrillGate gate;
  private final Leases leases;
  private final Contention contention;

  HealthChanges(
      HealthRecords records,
      TransactionTemplate transaction,
      DrillGate gate,
      Leases leases,
      Contention contention) {
    this.records = records;
    this.transaction = transaction;
    this.gate = gate;
    this.leases = leases;
    this.contention = contention;
  }

  /**
   * Reads the row and writes all of it back with the change in it. Whoever wrote in between is
   * overwritten, in all columns.
   *
   * @throws UnknownDeviceException when there is no such device
   */
  public void readThenWrite(String deviceId, HealthChange change) {
    HealthRecord seen = records.read(deviceId);
    gate.pass(deviceId);
    HealthRecord changed = seen.after(change);
    records.write(seen, changed);
    records.note(changed, change.source());
  }

  /**
   * Makes the change as the one service that owns the record. Two requests can still come to one
   * owner at the same time, so it lets one wait for the other.
   *
   * @throws UnknownDeviceException when there is no such device
   */
  public void asOwner(String deviceId, HealthChange change) {
    transaction.executeWithoutResult(
        status -> {
          HealthRecord seen = records.readLocked(deviceId);
          gate.pass(deviceId);
          HealthRecord changed = seen.after(change);
          records.write(seen, changed, Guard.ROW_LOCK);
          records.note(changed, change.source());
        });
  }

  /**
   * Makes the change only if the row is as it was read, and else all over again, a few times.
   *
   * @throws UnknownDeviceException when there is no such device
   * @throws GaveUpException when others were quicker each time
   */
  public void checkingVersion(String deviceId, HealthChange change) {
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      HealthRecord seen = records.read(deviceId);
      gate.pass(attempt == 1 ? deviceId : deviceId + "-" + attempt);
      HealthRecord changed = seen.after(change);
      if (records.writeIfUnchanged(seen, changed)) {
        records.note(changed, change.source());
        return;
      }
      contention.conflict();
      if (attempt < ATTEMPTS) {
        contention.retry();
        // With jitter, so that those who collided do not meet again.
        LockSupport.parkNanos(
            ThreadLocalRandom.current().nextLong(LONGEST_FIRST_PAUSE << (attempt - 1)));
      }
    }
    contention.gaveUp();
    throw new GaveUpException(deviceId, ATTEMPTS);
  }

  /**
   * Makes the change as one of several replicas of the owner: a lease on the device lets one of
   * them wait for the other.
   *
   * @throws UnknownDeviceException when there is no such device
   */
  public void underLease(String deviceId, HealthChange change) {
    Lease lease = leases.acquire("lease:health_record:" + deviceId, LEASE, PATIENCE);
    try {
      HealthRecord seen = records.read(deviceId, Guard.LEASE);
      gate.pass(deviceId);
      HealthRecord changed = seen.after(change);
      records.write(seen, changed, Guard.LEASE);
      records.note(changed, change.source());
    } finally {
      leases.release(lease);
    }
  }
}
