package io.racetrace.advise;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Whether the changes of a record type fit one statement each.
 *
 * @param because in words
 * @param settledBy where it is not known, what would tell; else empty
 */
public record Fit(Answer answer, String because, String settledBy) {

  /** What is known; a later one outweighs an earlier one. */
  public enum Answer {
    /** They are one statement each. */
    IS_ONE,
    /** Each adds an amount that does not depend on what was read. */
    YES,
    /** What was recorded does not speak against it, and does not decide it. */
    MAYBE,
    /** Nothing is recorded that tells. */
    NOT_OBSERVABLE
  }

  /** Fewer changes tell nothing. */
  private static final long FEWEST = 5;

  private static final String VALUES =
      "values: bound parameters on the spans, or racetrace.value.read and .written";

  /**
   * @param shapes the ways in which records are set to what was computed from a read; empty where
   *     none does
   */
  static Fit of(SortedMap<Shape, Amounts> shapes) {
    Fit worst = new Fit(Answer.IS_ONE, "each change is one statement already", "");
    SortedSet<String> sums = new TreeSet<>();
    for (Map.Entry<Shape, Amounts> each : shapes.entrySet()) {
      Fit fit = of(each.getKey(), each.getValue(), sums);
      if (fit.answer.compareTo(worst.answer) > 0) {
        worst = fit;
      }
    }
    return worst.answer == Answer.YES
        ? new Fit(Answer.YES, "each change adds a fixed amount: " + String.join(", ", sums), "")
        : worst;
  }

  private static Fit of(Shape shape, Amounts amounts, SortedSet<String> sums) {
    List<String> unseen = new ArrayList<>(shape.columns());
    unseen.remove(shape.measured());
    if (!unseen.isEmpty() && !(amounts.isWords() && unseen.size() == shape.columns().size())) {
      return new Fit(
          Answer.NOT_OBSERVABLE,
          String.join(", ", unseen) + ": read and set, and no span tells from what",
          "one look at the code: can SQL compute "
              + (unseen.size() == 1 ? "it" : "them")
              + " in the UPDATE?");
    }
    if (amounts.isWords()) {
      return new Fit(
          Answer.MAYBE,
          "what is set is no number; a guarded transition may do (... WHERE status = ?)",
          "one look at the code: does the new state depend on the old one only?");
    }
    if (amounts.known() < FEWEST || amounts.known() * 2 < amounts.changes()) {
      return new Fit(Answer.NOT_OBSERVABLE, "no span tells what was read and what was set", VALUES);
    }
    if (!amounts.isMany() && amounts.mostOften() * 2 >= amounts.known()) {
      amounts.usual().forEach(amount -> sums.add(shape.measured() + " " + amount));
      return new Fit(Answer.YES, "", "");
    }
    return new Fit(
        Answer.MAYBE,
        "numbers are read and set, by amounts that differ: a sum, unless they depend on what was"
            + " read",
        "one look at the code: does the amount depend on the value that was read?");
  }
}
