package io.racetrace.ingress.calibration;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.springframework.stereotype.Component;

/** A device that is calibrated, and takes its time. */
@Component
final class Device {
  /** How long somebody waits for his turn with a device. */
  static final Duration PATIENCE = Duration.ofSeconds(15);

  /** Waits until the device is done. */
  void work(Duration work) {
    long end = System.nanoTime() + work.toNanos();
    for (long left = work.toNanos(); left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }
}
