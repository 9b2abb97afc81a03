package io.racetrace.finding;

import java.util.List;

/**
 * Why an occurrence is what the rule says.
 *
 * @param steps what happened, in order
 * @param because the argument; each line a reason
 * @param decidedBy what the order rests on, and how well the clocks agree
 */
public record Explanation(List<Step> steps, List<String> because, String decidedBy) {

  /** Copies the lists. */
  public Explanation {
    steps = List.copyOf(steps);
    because = List.copyOf(because);
  }
}
