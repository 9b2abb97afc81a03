package io.racetrace.ingress.calibration;

import io.racetrace.servicebase.drill.DrillGate;
import io.racetrace.servicebase.lease.Lease;
import io.racetrace.servicebase.lease.Leases;
import java.time.Duration;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** A racy form: whoever does not get the lease goes on without it. */
@Component
final class IgnoredFailure implements Calibration {
  private static final Duration TTL = Duration.ofSeconds(20);

  private final CalibrationRows rows;
  private final Leases leases;
  private final DrillGate gate;
  private final Device device;

  IgnoredFailure(CalibrationRows rows, Leases leases, DrillGate gate, Device device) {
    this.rows = rows;
    this.leases = leases;
    this.gate = gate;
    this.device = device;
  }

  @Override
  public String form() {
    return "lock-ignored-failure";
  }

  @Override
  public void calibrate(String deviceId, Duration work) {
    Optional<Lease> lease = leases.tryAcquire(Calibration.lease(deviceId), TTL);
    try {
      CalibrationRow seen = rows.read(deviceId);
      gate.pass(deviceId);
      device.work(work);
      rows.write(seen, lease.map(Lease::fence).orElse(0L));
    } finally {
      lease.ifPresent(leases::release);
    }
  }
}
