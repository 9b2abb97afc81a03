package io.racetrace.assertion;

import io.racetrace.finding.Finding;
import java.util.List;

/**
 * What came of an assertion.
 *
 * @param name the assertion's
 * @param reason why it does not hold, in one sentence or a few lines; empty if it does
 * @param findings those that speak against it
 */
public record AssertionResult(String name, Status status, String reason, List<Finding> findings) {

  /** Whether an assertion holds. */
  public enum Status {
    HOLDS,
    /** What was seen speaks against it. */
    FAILS,
    /** Nothing speaks against it, but too little was seen to say that it holds. */
    INCONCLUSIVE
  }

  /** Copies the list. */
  public AssertionResult {
    findings = List.copyOf(findings);
  }

  static AssertionResult holds(Assertion assertion) {
    return new AssertionResult(assertion.name(), Status.HOLDS, "", List.of());
  }

  static AssertionResult fails(Assertion assertion, String reason) {
    return new AssertionResult(assertion.name(), Status.FAILS, reason, List.of());
  }

  static AssertionResult fails(Assertion assertion, String reason, List<Finding> findings) {
    return new AssertionResult(assertion.name(), Status.FAILS, reason, findings);
  }

  static AssertionResult inconclusive(Assertion assertion, String reason) {
    return new AssertionResult(assertion.name(), Status.INCONCLUSIVE, reason, List.of());
  }

  public boolean isHeld() {
    return status == Status.HOLDS;
  }
}
