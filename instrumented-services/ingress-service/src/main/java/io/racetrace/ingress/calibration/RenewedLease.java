package io.racetrace.ingress.calibration;

import io.racetrace.servicebase.drill.DrillGate;
import io.racetrace.servicebase.lease.Lease;
import io.racetrace.servicebase.lease.Leases;
import io.racetrace.servicebase.lease.Renewal;
import java.time.Duration;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ResponseStatusException;

/**
 * The safe form: the lease is renewed for as long as the work takes, given back by whoever has its
 * token, and should its holder have slept for too long nevertheless, the row refuses it.
 */
@Component
final class RenewedLease implements Calibration {
  private static final Duration TTL = Duration.ofSeconds(3);

  private final CalibrationRows rows;
  private final Leases leases;
  private final DrillGate gate;
  private final Device device;

  RenewedLease(CalibrationRows rows, Leases leases, DrillGate gate, Device device) {
    this.rows = rows;
    this.leases = leases;
    this.gate = gate;
    this.device = device;
  }

  @Override
  public String form() {
    return "lock-renewed-lease";
  }

  @Override
  public void calibrate(String deviceId, Duration work) {
    Lease lease = leases.acquire(Calibration.lease(deviceId), TTL, Device.PATIENCE);
    Renewal renewal = Renewal.of(lease, leases);
    try {
      CalibrationRow seen = rows.readFenced(deviceId, lease.fence());
      gate.pass(deviceId);
      device.work(work);
      if (!rows.writeFenced(seen, lease.fence())) {
        throw new ResponseStatusException(HttpStatus.CONFLICT, "the lease was over");
      }
    } finally {
      renewal.close();
      leases.release(lease);
    }
  }
}
