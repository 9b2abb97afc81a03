package io.racetrace.lab.exhibit;

import io.racetrace.finding.Certainty;

/**
 * A finding that a form must or may give.
 *
 * @param rule the rule's id, like {@code lost-update}
 * @param atLeast how sure it is at least
 * @param isExact whether it may not be surer than that
 */
public record Expected(String rule, Certainty atLeast, boolean isExact) {

  /** This sure, or more. */
  public Expected(String rule, Certainty atLeast) {
    this(rule, atLeast, false);
  }

  /** Whether a finding of this rule, this sure, is the expected one. */
  public boolean isMetBy(String otherRule, Certainty certainty) {
    return rule.equals(otherRule)
        && (isExact ? certainty == atLeast : certainty.isAtLeast(atLeast));
  }

  @Override
  public String toString() {
    return rule + " " + atLeast;
  }
}
