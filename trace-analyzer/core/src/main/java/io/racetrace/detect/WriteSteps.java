package io.racetrace.detect;

import io.racetrace.access.Write;
import io.racetrace.finding.Step;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The story of two writes, A and B, of which nothing more is known. */
final class WriteSteps {

  private WriteSteps() {}

  static List<Step> of(Write a, Write b) {
    List<Step> steps = new ArrayList<>(List.of(step("A", a), step("B", b)));
    steps.sort(Comparator.comparingLong(Step::time));
    return steps;
  }

  private static Step step(String side, Write write) {
    String left = LostUpdateStory.text(write.left());
    return Step.of(write, side, ("WRITE " + left).strip(), left.isEmpty() ? "unknown" : left, "");
  }
}
