package io.racetrace.history;

import io.racetrace.access.touch.LockCommand;
import io.racetrace.access.touch.LockCommand.Step;

/**
 * What was done to the locks of one pattern.
 *
 * @param acquires how often one was asked for
 * @param timed how many of those with a time after which it opens by itself
 * @param renewals how often its time was set anew
 * @param releases how often one was given back without a look at who holds it
 * @param checkedReleases how often one was given back with a look at the token
 * @param scripts scripts whose text is hidden
 */
public record LockTally(
    long acquires, long timed, long renewals, long releases, long checkedReleases, long scripts) {

  static LockTally of(LockCommand command) {
    Step step = command.step();
    return new LockTally(
        step == Step.ACQUIRE ? 1 : 0,
        step == Step.ACQUIRE && command.timed() ? 1 : 0,
        step == Step.RENEW ? 1 : 0,
        step == Step.RELEASE ? 1 : 0,
        step == Step.CHECKED_RELEASE ? 1 : 0,
        step == Step.UNKNOWN ? 1 : 0);
  }

  LockTally plus(LockTally other) {
    return new LockTally(
        acquires + other.acquires,
        timed + other.timed,
        renewals + other.renewals,
        releases + other.releases,
        checkedReleases + other.checkedReleases,
        scripts + other.scripts);
  }
}
