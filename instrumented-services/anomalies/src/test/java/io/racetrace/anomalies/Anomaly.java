package io.racetrace.anomalies;

import io.racetrace.finding.Certainty;
import io.racetrace.finding.Scope;
import java.util.ArrayList;
import java.util.List;

/**
 * Units, the order of their steps that does harm, and what must be said if it does.
 *
 * @param tables makes the tables and fills them
 * @param schedule whose turn it is, step by step
 * @param orders the serial executions that the application would be content with
 * @param expected what has to be found wherever the database lets harm happen
 */
record Anomaly(
    String name,
    List<String> tables,
    List<Unit> units,
    String schedule,
    List<String> orders,
    Expected expected) {

  /**
   * What has to be found where there is harm.
   *
   * @param rule its id; empty where nothing is to be found
   * @param scope UNKNOWN where either will do
   * @param reads whether answers that no serial execution gives are harm enough, for the unit wrote
   *     by them; else only what is in the tables counts
   * @param certainty how sure it must be, at least
   * @param keyed whether the statements name their rows; else nothing surer than POSSIBLE may be
   *     said, and silence only together with what could not be seen
   */
  record Expected(String rule, Scope scope, boolean reads, Certainty certainty, boolean keyed) {}

  Anomaly {
    tables = List.copyOf(tables);
    units = List.copyOf(units);
    orders = List.copyOf(orders);
  }

  static Anomaly of(String name, List<String> tables, String schedule, Unit... units) {
    return new Anomaly(
        name,
        tables,
        List.of(units),
        schedule,
        permutations("", List.of(units)),
        new Expected("", Scope.UNKNOWN, false, Certainty.LIKELY, true));
  }

  Anomaly finds(String rule, Scope scope) {
    return expecting(new Expected(rule, scope, expected.reads, expected.certainty, expected.keyed));
  }

  /** Units write by what they read, so wrong answers are harm. */
  Anomaly byWrongAnswers() {
    return expecting(
        new Expected(expected.rule, expected.scope, true, expected.certainty, expected.keyed));
  }

  /**
   * JDBC's spans don't tell how many rows a checked update hit, so what rests on that can't be
   * sure.
   */
  Anomaly asPossible() {
    return expecting(
        new Expected(
            expected.rule, expected.scope, expected.reads, Certainty.POSSIBLE, expected.keyed));
  }

  Anomaly withoutKeys() {
    return expecting(
        new Expected(expected.rule, expected.scope, expected.reads, expected.certainty, false));
  }

  /** Only these serial executions are right: events have an order, a message counts once. */
  Anomaly onlyIn(String... right) {
    return new Anomaly(name, tables, units, schedule, List.of(right), expected);
  }

  private Anomaly expecting(Expected other) {
    return new Anomaly(name, tables, units, schedule, orders, other);
  }

  /** The units that a schedule or an order names, one letter each. */
  static List<String> letters(String units) {
    return units.chars().filter(unit -> unit != ' ').mapToObj(Character::toString).toList();
  }

  int index(String unit) {
    for (int i = 0; i < units.size(); i++) {
      if (units.get(i).name().equals(unit)) {
        return i;
      }
    }
    throw new IllegalArgumentException(name + " has no unit " + unit);
  }

  private static List<String> permutations(String before, List<Unit> left) {
    if (left.isEmpty()) {
      return List.of(before);
    }
    List<String> all = new ArrayList<>();
    for (Unit unit : left) {
      List<Unit> others = new ArrayList<>(left);
      others.remove(unit);
      all.addAll(permutations(before + unit.name(), others));
    }
    return all;
  }
}
