package io.racetrace.anomalies;

import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** One step of a unit. Only what reaches the database counts in a schedule. */
sealed interface Step {

  /** Begins a transaction; the database hears of it with the next statement. */
  record Begin() implements Step {}

  record Commit() implements Step {}

  record Rollback() implements Step {}

  /**
   * Runs a statement.
   *
   * @param name under which the unit remembers the answer
   * @param condition of the application: where it does not hold, nothing is done
   * @param parameters numbers and texts
   */
  record Run(
      String name,
      String sql,
      @Nullable Predicate<Memory> condition,
      Function<Memory, List<Object>> parameters)
      implements Step {

    /** This, but only where the application's condition holds. */
    Run when(Predicate<Memory> holds) {
      return new Run(name, sql, holds, parameters);
    }

    boolean isDone(Memory memory) {
      return condition == null || condition.test(memory);
    }
  }

  /** Where this holds, the unit starts all over again. */
  record Again(Predicate<Memory> when) implements Step {}

  /** Where this holds, the unit ends here and answers with an error. */
  record GiveUp(Predicate<Memory> when) implements Step {}

  static Run read(String name, String sql, Object... parameters) {
    return new Run(name, sql, null, memory -> List.of(parameters));
  }

  static Run write(String sql, Object... parameters) {
    return new Run("hit", sql, null, memory -> List.of(parameters));
  }

  /** A write whose values come from what was read. */
  static Run derive(String sql, Function<Memory, List<Object>> parameters) {
    return new Run("hit", sql, null, parameters);
  }
}
