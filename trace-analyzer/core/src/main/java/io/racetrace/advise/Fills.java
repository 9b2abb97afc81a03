package io.racetrace.advise;

import io.racetrace.advise.Advice.Second;
import io.racetrace.finding.Finding;
import java.util.List;

/** What to do about copies in a cache that many load at once. */
final class Fills {

  private Fills() {}

  /** Notes, of all loads, how many were one too many. */
  static void count(TypeTally tally, String recordType, List<Finding> findings) {
    tally.attempts = tally.loads.count();
    tally.conflicts = 0;
    for (Finding finding : findings) {
      if (finding.rule().id().equals("stampede") && finding.recordType().equals(recordType)) {
        tally.conflicts +=
            finding.impact().costs().getOrDefault("loads", 0L)
                - finding.impact().costs().getOrDefault("enough", 0L);
      }
    }
    tally.hottestAttempts = 0;
  }

  static Advice advise(Contended measured) {
    long enough = Math.max(1, measured.attempts() - measured.conflicts());
    boolean isKept = measured.kept() == Strategy.SINGLE_FLIGHT;
    String instances =
        measured.instances() == 1
            ? "one instance loads it: a lock within the process is enough"
            : measured.instances()
                + " instances load it: a lock within each leaves up to "
                + measured.instances()
                + " loads";
    return new Advice(
        measured,
        Strategy.SINGLE_FLIGHT,
        isKept,
        List.of(
            isKept
                ? "each load took a lock for its key"
                : measured.conflicts()
                    + " of "
                    + measured.attempts()
                    + " loads fetched what another one was fetching already",
            instances),
        new Second(
            Strategy.DO_NOTHING,
            "if a load costs next to nothing, or copies never go away together"),
        List.of(
            new Cost(
                Strategy.SINGLE_FLIGHT,
                1,
                0,
                measured.window().mean(),
                measured.window().quantile(0.99)),
            new Cost(
                Strategy.DO_NOTHING,
                (double) measured.attempts() / enough,
                0,
                measured.window().mean(),
                measured.window().quantile(0.99))),
        List.of());
  }
}
