package io.racetrace.detect;

import io.racetrace.access.Outcome;
import io.racetrace.finding.Certainty;
import io.racetrace.history.ReadModifyWrite;

/**
 * One change destroyed another.
 *
 * @param decidedBy what makes it so
 * @param directionKnown whether it is known which of the two came last
 * @param amountKnown whether all that was lost is known, so that amounts may be added up
 */
record Loss(
    ReadModifyWrite overwriter,
    ReadModifyWrite lost,
    Certainty certainty,
    Evidence decidedBy,
    boolean directionKnown,
    boolean amountKnown) {

  /** What a verdict rests on. */
  enum Evidence {
    VERSIONS,
    VALUES,
    CAUSALITY,
    CLOCKS,
    /** One session, or one user, asked for the read and for the write. */
    ASKER
  }

  Loss(
      ReadModifyWrite overwriter,
      ReadModifyWrite lost,
      Certainty certainty,
      Evidence decidedBy,
      boolean directionKnown) {
    this(overwriter, lost, certainty, decidedBy, directionKnown, directionKnown);
  }

  /** The same loss, but one of several whose amounts can't be told apart. */
  Loss unmeasured() {
    return new Loss(overwriter, lost, certainty, decidedBy, directionKnown, false);
  }

  /** Where nobody knows whether a write took effect, it can't be more than possible. */
  Loss {
    if (overwriter.write().outcome() == Outcome.INDETERMINATE
        || lost.write().outcome() == Outcome.INDETERMINATE) {
      certainty = certainty.atMost(Certainty.POSSIBLE);
    }
  }
}
