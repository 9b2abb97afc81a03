package io.racetrace.detect;

import java.util.List;

/** The explicit list of all detectors. */
public final class Detectors {

  private Detectors() {}

  /** One of each, in the order of their ids. */
  public static List<Detector> all() {
    return List.of(
        new CheckThenAct(),
        new DuplicateWrite(),
        new LatentRace(),
        new LockBypassed(),
        new LockExpired(),
        new LockHeldTooLong(),
        new LockReleasedByOther(),
        new LostUpdate(),
        new OverlappingWrites(),
        new OwnershipConflict(),
        new RetryStorm(),
        new StaleCacheSet(),
        new StaleOverwrite(),
        new Stampede(),
        new WriteSkew());
  }
}
