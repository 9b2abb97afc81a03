package io.racetrace.finding;

import java.util.Locale;

/** How much a finding matters to the data, whatever its certainty. */
public enum Severity {
  HIGH,
  MEDIUM,
  LOW;

  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
