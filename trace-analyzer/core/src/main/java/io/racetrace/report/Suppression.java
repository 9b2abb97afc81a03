package io.racetrace.report;

import io.racetrace.finding.Finding;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * A finding that somebody lives with for a while, and says why.
 *
 * @param fingerprint the first characters of the finding's; null for any
 * @param rule id of the rule; null for any
 * @param on the record types
 * @param reason why; never empty
 * @param until the last day on which it counts, UTC
 * @param where it is written, file and line
 */
public record Suppression(
    @Nullable String fingerprint,
    @Nullable String rule,
    RecordPattern on,
    String reason,
    LocalDate until,
    String where) {

  /**
   * @throws IllegalArgumentException if it has no reason, or means every finding there is
   */
  public Suppression {
    if (reason.isBlank()) {
      throw new IllegalArgumentException("an exception has a reason");
    }
    if (fingerprint == null && rule == null && on.equals(RecordPattern.ANY)) {
      throw new IllegalArgumentException(
          "an exception names a fingerprint, a rule or a record type");
    }
  }

  /** Why a finding does not count that this is for. */
  String words() {
    return "excepted until " + until + ": " + reason + " (" + where + ")";
  }

  boolean means(Finding finding) {
    return (fingerprint == null || finding.fingerprint().toString().startsWith(fingerprint))
        && (rule == null || finding.rule().id().equals(rule))
        && on.matches(finding.recordType());
  }

  boolean isExpired(LocalDate today) {
    return today.isAfter(until);
  }
}
