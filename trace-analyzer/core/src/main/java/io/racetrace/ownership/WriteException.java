package io.racetrace.ownership;

import java.time.LocalDate;

/**
 * A service that may write a table for a while, though it does not own it.
 *
 * @param until the last day on which it may
 * @param reason why; empty if nobody says
 */
public record WriteException(String service, LocalDate until, String reason, SourceLine declared) {

  public boolean isExpired(LocalDate day) {
    return day.isAfter(until);
  }
}
