package io.racetrace.healthrecord;

import org.jspecify.annotations.Nullable;

/**
 * What is to change about a device.
 *
 * @param source who says so
 * @param status the new status; null leaves it
 * @param temperature the new temperature in degrees Celsius; null leaves it
 */
public record HealthChange(String source, @Nullable String status, @Nullable Double temperature) {

  public static HealthChange telemetry(double temperature) {
    return new HealthChange("telemetry", null, temperature);
  }

  public static HealthChange maintenance() {
    return new HealthChange("maintenance", "maintenance", null);
  }
}
