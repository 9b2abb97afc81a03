package io.racetrace;

import io.racetrace.finding.Certainty;
import io.racetrace.finding.Finding;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Doubts what is found because something was not seen, where spans of the services were lost: a
 * lock whose span is missing looks like none.
 */
final class LostSpans {

  /** Rules that accuse somebody of what he did not do. */
  private static final Set<String> OF_ABSENCE = Set.of("ownership-conflict", "lock-bypassed");

  private LostSpans() {}

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
