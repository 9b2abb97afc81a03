package io.racetrace.finding;

import java.util.ArrayList;
import java.util.List;

/**
 * Why an occurrence is what the rule says.
 *
 * @param steps what happened, in order
 * @param because the argument; each line a reason
 * @param ruledOut what would have been harmless, and is not the case
 * @param decidedBy what the order rests on, and how well the clocks agree
 */
public record Explanation(
    List<Step> steps, List<String> because, List<String> ruledOut, String decidedBy) {

  /** Copies the lists. */
  public Explanation {
    steps = List.copyOf(steps);
    because = List.copyOf(because);
    ruledOut = List.copyOf(ruledOut);
  }

  /** This, with one more reason to doubt, told once. */
  public Explanation assuming(String assumption) {
    if (because.contains(assumption)) {
      return this;
    }
    List<String> more = new ArrayList<>(because);
    more.add(assumption);
    return new Explanation(steps, more, ruledOut, decidedBy);
  }
}
