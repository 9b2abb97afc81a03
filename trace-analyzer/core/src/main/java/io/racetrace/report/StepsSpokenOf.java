package io.racetrace.report;

import io.racetrace.finding.Step;
import io.racetrace.finding.Step.Mark;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Which steps of a story a sentence about it speaks of, so that a picture can point at them. */
final class StepsSpokenOf {

  private static final Pattern BOTH =
      Pattern.compile("\\b(both|each|neither|nobody|all|their|they|other's)\\b");
  private static final Pattern OF_READS =
      Pattern.compile("\\b(read|look|looked|shown|seen|based)\\b");
  private static final Pattern OF_WRITES =
      Pattern.compile(
          "\\b(wrote|write|writes|written|deleted|changes?|changed|added|did|done|statement|fill"
              + "|filled|attempts|put)\\b");
  private static final Pattern OF_LOCKS =
      Pattern.compile("\\b(lock|lease|held|holder|key|row for|wanted|asked for)\\b");
  private static final Pattern OF_CALLS = Pattern.compile("\\b(these|calls?)\\b");
  private static final Set<String> NO_STATE = Set.of("unknown", "absent", "filled", "none");

  private StepsSpokenOf() {}

  private static Pattern words(Mark mark) {
    return switch (mark) {
      case READ -> OF_READS;
      case WRITE -> OF_WRITES;
      case ACQUIRE, RELEASE -> OF_LOCKS;
      case CALL -> OF_CALLS;
    };
  }

  /** The places in the list, ascending. A state that the sentence quotes says it best. */
  static List<Integer> by(String sentence, List<Step> steps) {
    List<Integer> quoted = new ArrayList<>();
    List<Integer> named = new ArrayList<>();
    List<Integer> ofSide = new ArrayList<>();
    boolean namesNobody = !speaksOf(sentence, "A") && !speaksOf(sentence, "B");
    for (int i = 0; i < steps.size(); i++) {
      Step step = steps.get(i);
      if (quotes(sentence, step.rowAfter())) {
        quoted.add(i);
      }
      boolean means = speaksOf(sentence, step.side());
      if (means) {
        ofSide.add(i);
      }
      if ((means || namesNobody) && words(step.mark()).matcher(sentence).find()) {
        named.add(i);
      }
    }
    return !quoted.isEmpty() ? quoted : !named.isEmpty() ? named : ofSide;
  }

  /**
   * The place of the write that is lost: the last one of the side that the last remark names; -1 if
   * none is.
   */
  static int lost(List<Step> steps) {
    for (Step step : steps) {
      if (step.remark().matches("<< [AB] is lost")) {
        String side = step.remark().substring(3, 4);
        for (int i = steps.size() - 1; i >= 0; i--) {
          if (steps.get(i).side().equals(side) && steps.get(i).mark() == Mark.WRITE) {
            return i;
          }
        }
      }
    }
    return -1;
  }

  private static boolean quotes(String sentence, String state) {
    return !NO_STATE.contains(state)
        && Pattern.compile("(?<![\\w.-])" + Pattern.quote(state) + "(?![\\w.-])")
            .matcher(sentence)
            .find();
  }

  private static boolean speaksOf(String sentence, String side) {
    return Pattern.compile("\\b" + side + "\\b").matcher(sentence).find()
        || BOTH.matcher(sentence).find();
  }
}
