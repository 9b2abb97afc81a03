package io.racetrace.cli;

import io.racetrace.assertion.AssertionResult;
import io.racetrace.assertion.AssertionResult.Status;
import io.racetrace.ownership.SourceLine;
import java.util.List;

/**
 * What came of an assertion that is written down.
 *
 * @param declared where it is
 */
record Checked(AssertionResult result, SourceLine declared) {

  /** What came of all of them: one that fails outweighs one that can't be told. */
  static Status worst(List<Checked> all) {
    if (all.stream().anyMatch(checked -> checked.result().status() == Status.FAILS)) {
      return Status.FAILS;
    }
    return all.stream().allMatch(checked -> checked.result().isHeld())
        ? Status.HOLDS
        : Status.INCONCLUSIVE;
  }
}
