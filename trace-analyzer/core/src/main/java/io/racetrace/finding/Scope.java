package io.racetrace.finding;

import java.util.Locale;

/**
 * Whether a stronger isolation level would have stopped it (Warszawski and Bailis, ACIDRain, 2017).
 */
public enum Scope {
  UNKNOWN,
  /** The read and the write are in one transaction: a stronger level would refuse one of two. */
  LEVEL_BASED,
  /** They are in different transactions: no isolation level helps. */
  SCOPE_BASED;

  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
