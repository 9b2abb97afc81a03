package io.racetrace.anomalies;

import io.racetrace.anomalies.Conductor.Play;
import io.racetrace.finding.Certainty;
import io.racetrace.finding.Scope;
import java.util.ArrayList;
import java.util.List;

/**
 * One anomaly at one level: what came of it, what the database did by that, what was said of it.
 */
record Verdict(Anomaly anomaly, Level level, Play play, Truth truth, Judgement judgement) {

  String name() {
    return anomaly.name() + ", " + level.words();
  }

  /** What disagrees; empty if nothing does. */
  String disagreement() {
    return judgement.disagreement(anomaly, truth);
  }

  /** A line of the table that the test prints. */
  String line() {
    return String.format(
        "%-58s | %-15s | %-46s | %-36s | %-52s | %s",
        anomaly.name(),
        level.words(),
        play.state(),
        truth.words(play.told()),
        judgement.words(),
        disagreement().isEmpty() ? "agrees" : disagreement());
  }

  /** A cell of the README's table. */
  String cell() {
    String database =
        switch (truth.kind()) {
          case SERIAL -> truth.refusals().isEmpty() ? "serial" : String.join(" ", truth.refusals());
          case READS -> "answers differ";
          case DATA -> "**harm**";
        };
    List<String> said = new ArrayList<>();
    judgement
        .findings(Certainty.POSSIBLE)
        .forEach(
            finding ->
                said.add(
                    finding.rule().id()
                        + (finding.scope() == Scope.UNKNOWN ? "" : ", " + finding.scope().id())
                        + (finding.certainty() == Certainty.POSSIBLE ? ", possible" : "")));
    if (said.isEmpty()) {
      said.add(judgement.prevented() > 0 ? "prevented" : "nothing");
    }
    return database
        + ": "
        + String.join("; ", said)
        + (disagreement().isEmpty() ? "" : " (differs)");
  }
}
