package io.racetrace.assertion;

import io.racetrace.finding.Certainty;
import io.racetrace.report.RecordPattern;
import io.racetrace.report.Report;
import io.racetrace.report.Screening;
import java.util.stream.Collectors;

/**
 * A race is found: what a test of a known race asks for, before the race is repaired.
 *
 * @param rule id of the rule
 * @param atLeast how sure it must be
 */
public record RaceFound(String rule, RecordPattern on, Certainty atLeast) implements Assertion {

  @Override
  public String name() {
    return rule
        + " is found"
        + (on.equals(RecordPattern.ANY) ? "" : " on " + on)
        + (atLeast == Certainty.LATENT ? "" : ", " + atLeast + " or surer");
  }

  @Override
  public AssertionResult check(Screening screening) {
    return check(screening.whole());
  }

  @Override
  public AssertionResult check(Report report) {
    boolean isFound =
        report.findings().stream()
            .anyMatch(
                finding ->
                    finding.rule().id().equals(rule)
                        && on.matches(finding.recordType())
                        && finding.certainty().isAtLeast(atLeast));
    if (isFound) {
      return AssertionResult.holds(this);
    }
    return AssertionResult.fails(
        this,
        report.findings().isEmpty()
            ? "nothing was found"
            : "what was found is "
                + report.findings().stream()
                    .map(
                        finding ->
                            finding.rule().id()
                                + " "
                                + finding.certainty()
                                + " on "
                                + finding.recordType())
                    .distinct()
                    .collect(Collectors.joining(", ")));
  }
}
