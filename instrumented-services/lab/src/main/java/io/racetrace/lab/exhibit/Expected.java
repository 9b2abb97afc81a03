package io.racetrace.lab.exhibit;

import io.racetrace.finding.Certainty;

/**
 * A finding that a form must or may give.
 *
 * @param rule the rule's id, like {@code lost-update}
 * @param atLeast how sure it is at least
 */
public record Expected(String rule, Certainty atLeast) {

  /** Whether a finding of this rule, this sure, is the expected one. */
  public boolean isMetBy(String otherRule, Certainty certainty) {
    return rule.equals(otherRule) && certainty.isAtLeast(atLeast);
  }

  @Override
  public String toString() {
    return rule + " " + atLeast;
  }
}
