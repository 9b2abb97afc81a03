package io.racetrace;

import io.racetrace.access.Access;
import io.racetrace.access.Outcome;
import io.racetrace.access.Write;
import io.racetrace.finding.Certainty;
import io.racetrace.finding.Finding;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Doubts what is found because something was not seen, where spans of the services were lost: a
 * lock whose span is missing looks like none.
 */
final class LostSpans {

  /** Rules that accuse somebody of what he did not do: guard, take a lock, renew it, look. */
  private static final Set<String> OF_ABSENCE =
      Set.of(
          "lock-bypassed",
          "lock-expired",
          "lock-released-by-other",
          "overlapping-writes",
          "ownership-conflict",
          "write-skew");

  private LostSpans() {}

  /**
   * A refused write as it is known: what its service did about it may be in the spans that were
   * lost.
   *
   * @param losesSpans tells of services
   */
  static Access known(Access access, Predicate<String> losesSpans) {
    return access instanceof Write write
            && write.outcome() == Outcome.UNNOTICED
            && losesSpans.test(write.site().service())
        ? write.noticed()
        : access;
  }

  /**
   * @param losesSpans tells of services
   */
  static Finding judged(Finding finding, Predicate<String> losesSpans) {
    if (!OF_ABSENCE.contains(finding.rule().id())
        || finding.contract() != null
        || !finding.certainty().isAtLeast(Certainty.LIKELY)) {
      return finding;
    }
    return finding.services().stream()
        .filter(losesSpans)
        .findFirst()
        .map(
            service ->
                finding.assuming(
                    "spans of "
                        + service
                        + " lack a parent of its own, so some were lost: that none of those was a"
                        + " guard is assumed"))
        .orElse(finding);
  }
}
