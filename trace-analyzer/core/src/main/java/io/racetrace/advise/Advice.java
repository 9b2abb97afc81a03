package io.racetrace.advise;

import java.util.List;

/**
 * What to do about the contention for a record type.
 *
 * @param isKept whether all changes are made so already
 * @param because why, with the numbers that decided
 * @param second what comes next, and when it would be right
 * @param costs what remedies cost on a hot record, as the model has it; empty where it says nothing
 * @param unseen what is not observable, each with what would settle it
 */
public record Advice(
    Contended measured,
    Strategy answer,
    boolean isKept,
    List<String> because,
    Second second,
    List<Cost> costs,
    List<Unseen> unseen) {

  /** The runner-up, and when it is the better one. */
  public record Second(Strategy strategy, String when) {}

  /** What nobody can see, and what would show it. */
  public record Unseen(String what, String settledBy) {}

  /** Copies the lists. */
  public Advice {
    because = List.copyOf(because);
    costs = List.copyOf(costs);
    unseen = List.copyOf(unseen);
  }
}
