package io.racetrace.order;

import java.util.Locale;

/** What is known of two clocks, and from where. */
public enum ClockSource {
  /** Both times were taken by one instance. */
  SAME_CLOCK,
  /** Calls between the instances, or over others, bound the offset from both sides. */
  MEASURED,
  /** Nothing but what the user stated, or a measurement that contradicts itself. */
  STATED;

  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
