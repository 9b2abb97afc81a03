package io.racetrace.healthrecord;

/**
 * A row of {@code health_record}.
 *
 * @param temperature in degrees Celsius
 * @param changes how often the device's health changed; the number of its last change
 * @param version counts the writes of the row
 */
record HealthRecord(String deviceId, String status, double temperature, int changes, long version) {

  /** This record after one more change. */
  HealthRecord after(HealthChange change) {
    return new HealthRecord(
        deviceId,
        change.status() == null ? status : change.status(),
        change.temperature() == null ? temperature : change.temperature(),
        changes + 1,
        version);
  }
}
