package io.racetrace.assertion;

import io.racetrace.access.Guard;
import io.racetrace.report.Prevented;
import io.racetrace.report.RecordPattern;
import io.racetrace.report.Report;
import java.util.stream.Collectors;

/**
 * A guard refused at least one write: a test that a guard works has to see it work.
 *
 * @param guard which one
 */
public record GuardFired(Guard guard, RecordPattern on) implements Assertion {

  @Override
  public String name() {
    return guard.id() + " refused a write" + (on.equals(RecordPattern.ANY) ? "" : " of " + on);
  }

  @Override
  public AssertionResult check(Report report) {
    boolean isFired =
        report.prevented().stream()
            .anyMatch(
                prevented ->
                    prevented.guard().equals(guard.id()) && on.matches(prevented.recordType()));
    if (isFired) {
      return AssertionResult.holds(this);
    }
    return AssertionResult.fails(
        this,
        report.prevented().isEmpty()
            ? "no guard refused anything: the two sides did not meet, or their spans do not show it"
            : "what refused writes is "
                + report.prevented().stream()
                    .map(GuardFired::words)
                    .collect(Collectors.joining(", ")));
  }

  private static String words(Prevented prevented) {
    return prevented.guard()
        + " of "
        + prevented.recordType()
        + " ("
        + prevented.count()
        + " times)";
  }
}
