package io.racetrace.anomalies;

import io.racetrace.anomalies.Performance.Told;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Has the parties play an anomaly's units, step by step as its schedule says or one by one. */
final class Conductor {

  private final Database database;
  private final List<PartyProcess> parties;
  private final Duration pause;

  /** What came of it: every row in the end, and what each unit was told. */
  record Play(String state, List<Told> told) {

    Play {
      told = List.copyOf(told);
    }

    Told of(String unit) {
      return told.stream().filter(each -> each.unit().equals(unit)).findFirst().orElseThrow();
    }
  }

  /**
   * @param pause between two steps, more than the clocks of two instances are taken to differ by
   */
  Conductor(Database database, List<PartyProcess> parties, Duration pause) {
    this.database = database;
    this.parties = List.copyOf(parties);
    this.pause = pause;
  }

  /** Each unit in a party of its own, in the order of the schedule. */
  Play together(Anomaly anomaly, Level level)
      throws IOException, InterruptedException, SQLException {
    database.reset(anomaly.tables());
    Map<String, Performance> performances = new LinkedHashMap<>();
    for (Unit unit : anomaly.units()) {
      PartyProcess party = parties.get(performances.size());
      performances.put(unit.name(), new Performance(unit, party, database, level));
    }
    for (String letter : Anomaly.letters(anomaly.schedule())) {
      Performance performance = performances.get(letter);
      if (performance == null) {
        throw new IllegalArgumentException(anomaly.name() + " has no unit " + letter);
      }
      rest();
      performance.proceed();
      performance.settle(false);
      settleAll(performances);
    }
    // What had to wait has steps left.
    while (performances.values().stream().anyMatch(performance -> !performance.isDone())) {
      for (Performance performance : performances.values()) {
        if (!performance.isDone()) {
          rest();
          performance.proceed();
          performance.settle(false);
          settleAll(performances);
        }
      }
    }
    rest();
    List<Told> told = new ArrayList<>();
    for (Performance performance : performances.values()) {
      told.add(performance.leave());
    }
    return new Play(database.state(), told);
  }

  private static void settleAll(Map<String, Performance> performances)
      throws IOException, InterruptedException, SQLException {
    for (Performance performance : performances.values()) {
      performance.settle(false);
    }
  }

  /** One unit after the other, each in its own party. */
  Play inTurn(Anomaly anomaly, Level level, String order)
      throws IOException, InterruptedException, SQLException {
    database.reset(anomaly.tables());
    List<Told> told = new ArrayList<>();
    for (String letter : Anomaly.letters(order)) {
      int index = anomaly.index(letter);
      rest();
      Performance performance =
          new Performance(anomaly.units().get(index), parties.get(index), database, level);
      while (!performance.isDone()) {
        performance.proceed();
        performance.settle(true);
      }
      told.add(performance.leave());
    }
    return new Play(database.state(), told);
  }

  /** All spans that ended so far are on their way to the receiver, or there. */
  void flush() throws IOException, InterruptedException {
    for (PartyProcess party : parties) {
      party.tell(Verb.FLUSH).join();
    }
  }

  private void rest() throws InterruptedException {
    Thread.sleep(pause.toMillis());
  }
}
