package io.racetrace.detect;

import io.racetrace.access.Outcome;
import io.racetrace.finding.Certainty;
import io.racetrace.history.ReadModifyWrite;

/**
 * One change destroyed another.
 *
 * @param decidedBy what makes it so
 * @param directionKnown whether it is known which of the two came last
 */
record Loss(
    ReadModifyWrite overwriter,
    ReadModifyWrite lost,
    Certainty certainty,
    Evidence decidedBy,
    boolean directionKnown) {

  /** What a verdict rests on. */
  enum Evidence {
    VERSIONS,
    VALUES,
    CAUSALITY,
    CLOCKS
  }

  /** Where nobody knows whether a write took effect, it can't be more than possible. */
  Loss {
    if (overwriter.write().outcome() == Outcome.INDETERMINATE
        || lost.write().outcome() == Outcome.INDETERMINATE) {
      certainty = certainty.atMost(Certainty.POSSIBLE);
    }
  }
}
