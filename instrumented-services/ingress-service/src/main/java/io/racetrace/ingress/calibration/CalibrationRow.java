package io.racetrace.ingress.calibration;

/**
 * A row of {@code calibration}.
 *
 * @param runs how often the device was calibrated
 * @param fence the number of the lease under which that was last done
 * @param version counts the writes of the row
 */
record CalibrationRow(String deviceId, int runs, long fence, long version) {}
