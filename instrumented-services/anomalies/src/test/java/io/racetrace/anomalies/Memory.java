package io.racetrace.anomalies;

import java.util.LinkedHashMap;
import java.util.Map;

/** What a unit has been answered so far, by the names of its steps: what it decides from. */
final class Memory {

  private final Map<String, String> answers = new LinkedHashMap<>();

  void keep(String name, String answer) {
    answers.put(name, answer);
  }

  /** The rows or the count that a step was answered with. */
  String answer(String step) {
    return answers.getOrDefault(step, "");
  }

  /** The one number that a step was answered with. */
  int number(String step) {
    return Integer.parseInt(answer(step).replaceAll("[()]", ""));
  }

  /** Whether a step found no row, or hit none. */
  boolean nothing(String step) {
    return answer(step).isEmpty() || answer(step).equals("0");
  }
}
