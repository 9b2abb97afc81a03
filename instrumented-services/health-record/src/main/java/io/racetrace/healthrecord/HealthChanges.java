package io.racetrace.healthrecord;

import io.racetrace.servicebase.drill.DrillGate;
import io.racetrace.statedaccess.Guard;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Two ways to make a change: the racy one, and the owner's. */
@Component
public class HealthChanges {
  private final HealthRecords records;
  private final TransactionTemplate transaction;
  private final DrillGate gate;

  HealthChanges(HealthRecords records, TransactionTemplate transaction, DrillGate gate) {
    this.records = records;
    this.transaction = transaction;
    this.gate = gate;
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
}
