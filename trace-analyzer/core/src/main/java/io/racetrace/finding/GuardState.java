package io.racetrace.finding;

import io.racetrace.access.Guard;
import java.util.Locale;

/**
 * A line of the guard ledger.
 *
 * @param side A or B
 * @param settledBy what would make the guard observable; of a partial one, what it leaves open;
 *     else empty
 */
public record GuardState(Guard guard, String side, State state, String settledBy) {

  /** Whether the guard was there. */
  public enum State {
    PRESENT,
    /** It was there, but not all the time from the read until the write took effect. */
    PARTIAL,
    /** It was there, and over when it was needed. */
    EXPIRED,
    ABSENT,
    NOT_OBSERVABLE;

    public String id() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }
}
