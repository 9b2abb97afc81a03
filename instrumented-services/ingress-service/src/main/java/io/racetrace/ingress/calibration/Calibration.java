package io.racetrace.ingress.calibration;

import java.time.Duration;

/** One way to calibrate a device, which nobody else should do meanwhile. */
interface Calibration {
  /** The form in which it is done this way. */
  String form();

  /**
   * Calibrates a device and counts that.
   *
   * @param work how long the device takes
   */
  void calibrate(String deviceId, Duration work);

  /** The lease on a device. */
  static String lease(String deviceId) {
    return "lease:calibration:" + deviceId;
  }
}
