package io.racetrace.assertion;

import io.racetrace.report.Report;
import io.racetrace.report.Screening;

/**
 * Something that somebody wants to be so of a report.
 *
 * <p>An assertion that nothing is there fails where too little was seen to tell: silence is no
 * proof.
 */
public sealed interface Assertion
    permits NoRaces,
        SingleWriter,
        RaceFound,
        GuardFired,
        LockHeldAtMost,
        AttemptsPerSuccess,
        CoverageAtLeast {

  /** In a few words, the same for the same assertion: {@code no race on users}. */
  String name();

  AssertionResult check(Report report);

  /** The same of a report without what is known; where a finding is asked for, it may be known. */
  default AssertionResult check(Screening screening) {
    return check(screening.report());
  }
}
