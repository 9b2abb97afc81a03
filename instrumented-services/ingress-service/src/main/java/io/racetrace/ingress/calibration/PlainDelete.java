package io.racetrace.ingress.calibration;

import io.racetrace.servicebase.drill.DrillGate;
import io.racetrace.servicebase.lease.Lease;
import io.racetrace.servicebase.lease.Leases;
import java.time.Duration;
import org.springframework.stereotype.Component;

/**
 * A racy form: the row is written in time, but the lease is given back late, by a plain DEL. By
 * then somebody else has it, loses it without knowing, and shares the record with the third one.
 */
@Component
final class PlainDelete implements Calibration {
  /** Ends before the late release, and not before the next one has written. */
  private static final Duration TTL = Duration.ofMillis(400);

  private final CalibrationRows rows;
  private final Leases leases;
  private final DrillGate gate;
  private final Device device;

  PlainDelete(CalibrationRows rows, Leases leases, DrillGate gate, Device device) {
    this.rows = rows;
    this.leases = leases;
    this.gate = gate;
    this.device = device;
  }

  @Override
  public String form() {
    return "lock-plain-delete";
  }

  @Override
  public void calibrate(String deviceId, Duration work) {
    String key = Calibration.lease(deviceId);
    Lease lease = leases.acquire(key, TTL, Device.PATIENCE);
    try {
      CalibrationRow seen = rows.read(deviceId);
      gate.pass(deviceId);
      rows.write(seen, lease.fence());
      gate.pass(deviceId + ":release");
      device.work(work);
    } finally {
      leases.deleteWhoeverHolds(key);
    }
  }
}
