package io.racetrace.finding;

/**
 * A named check.
 *
 * @param id kebab case of the detector's class
 * @param summary one line for a list of rules
 * @param fix the remedies to look at first, in one line
 */
public record Rule(String id, String summary, String fix) implements Comparable<Rule> {

  @Override
  public int compareTo(Rule other) {
    return id.compareTo(other.id);
  }
}
