package io.racetrace.ingress.calibration;

import io.racetrace.servicebase.drill.DrillGate;
import io.racetrace.servicebase.lease.Lease;
import io.racetrace.servicebase.lease.Leases;
import java.time.Duration;
import org.springframework.stereotype.Component;

/**
 * A racy form: the lease's time is shorter than the work, and nobody renews it. The next one gets
 * the lease while the first one still works, and the row takes what either of them writes.
 */
@Component
final class TtlTooShort implements Calibration {
  static final Duration TTL = Duration.ofMillis(150);

  private final CalibrationRows rows;
  private final Leases leases;
  private final DrillGate gate;
  private final Device device;

  TtlTooShort(CalibrationRows rows, Leases leases, DrillGate gate, Device device) {
    this.rows = rows;
    this.leases = leases;
    this.gate = gate;
    this.device = device;
  }

  @Override
  public String form() {
    return "lock-ttl-too-short";
  }

  @Override
  public void calibrate(String deviceId, Duration work) {
    Lease lease = leases.acquire(Calibration.lease(deviceId), TTL, Device.PATIENCE);
    try {
      CalibrationRow seen = rows.read(deviceId);
      gate.pass(deviceId);
      device.work(work);
      rows.write(seen, lease.fence());
    } finally {
      leases.release(lease);
    }
  }
}
