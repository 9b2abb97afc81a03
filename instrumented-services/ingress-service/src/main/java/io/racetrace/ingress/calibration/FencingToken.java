package io.racetrace.ingress.calibration;

import io.racetrace.servicebase.drill.DrillGate;
import io.racetrace.servicebase.lease.Lease;
import io.racetrace.servicebase.lease.Leases;
import io.racetrace.servicebase.telemetry.Contention;
import java.time.Duration;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ResponseStatusException;

/**
 * A safe form even where the lease's time is too short: it comes with a number, and the row refuses
 * whoever comes with a smaller one than it has seen. It sees each holder's before he reads: if it
 * saw them with the writes alone, one who comes late could still write between the next one's read
 * and write. Whoever is refused does all again under a new lease.
 */
@Component
final class FencingToken implements Calibration {
  private static final int ATTEMPTS = 4;

  private final CalibrationRows rows;
  private final Leases leases;
  private final DrillGate gate;
  private final Device device;
  private final Contention contention;

  FencingToken(
      CalibrationRows rows, Leases leases, DrillGate gate, Device device, Contention contention) {
    this.rows = rows;
    this.leases = leases;
    this.gate = gate;
    this.device = device;
    this.contention = contention;
  }

  @Override
  public String form() {
    return "lock-fencing-token";
  }

  @Override
  public void calibrate(String deviceId, Duration work) {
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      Lease lease = leases.acquire(Calibration.lease(deviceId), TtlTooShort.TTL, Device.PATIENCE);
      try {
        CalibrationRow seen = rows.readFenced(deviceId, lease.fence());
        gate.pass(deviceId);
        device.work(work);
        if (rows.writeFenced(seen, lease.fence())) {
          return;
        }
        contention.conflict();
      } finally {
        leases.release(lease);
      }
      contention.retry();
    }
    contention.gaveUp();
    throw new ResponseStatusException(HttpStatus.CONFLICT, "others were quicker each time");
  }
}
