package io.racetrace.anomalies;

import static org.assertj.core.api.Assertions.assertThat;

import io.racetrace.TraceAnalyzer;
import io.racetrace.anomalies.Conductor.Play;
import io.racetrace.trace.Span;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * The classic anomalies on a real PostgreSQL, at each of its levels: what the database did, by
 * comparison with serial executions on the same database, and whether the analyzer says so.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ITAnomalies {

  /** More than the clocks of two instances are taken to differ by: 10 ms. */
  private static final Duration PAUSE = Duration.ofMillis(25);

  private final List<Case> cases = new ArrayList<>();
  private final Map<String, Play> serial = new LinkedHashMap<>();
  private @Nullable Stage built;

  /** One anomaly at one level: what came of it, and what the database did by that. */
  private record Case(Anomaly anomaly, Level level, Play play, Truth truth) {

    @Override
    public String toString() {
      return anomaly.name() + ", " + level.words();
    }
  }

  @BeforeAll
  void play(@TempDir Path folder) throws Exception {
    Stage stage = Stage.build(folder, 3);
    built = stage;
    Conductor conductor = stage.conductor(PAUSE);
    for (Anomaly anomaly : Catalogue.all()) {
      for (Level level : Level.values()) {
        Play play = conductor.together(anomaly, level);
        List<Play> inTurn = new ArrayList<>();
        for (String order : Truth.orders(anomaly, play)) {
          Play each = conductor.inTurn(anomaly, level, order);
          inTurn.add(each);
          serial.put(anomaly.name() + ", " + level.words() + ", " + order, each);
        }
        cases.add(new Case(anomaly, level, play, Truth.of(play, inTurn)));
      }
    }
  }

  @AfterAll
  void stop() throws Exception {
    if (built != null) {
      built.close();
    }
  }

  private Judgement judge(Play play) throws Exception {
    Stage stage = java.util.Objects.requireNonNull(built);
    List<Span> spans = stage.spans(play);
    return new Judgement(TraceAnalyzer.builder().build().analyze(spans));
  }

  @Test
  void the_verdict_agrees_with_what_the_database_did() throws Exception {
    List<String> disagreements = new ArrayList<>();
    StringBuilder table = new StringBuilder();
    for (Case each : cases) {
      Judgement judgement = judge(each.play());
      String disagreement = judgement.disagreement(each.anomaly(), each.truth());
      if (!disagreement.isEmpty()) {
        disagreements.add(each + ": " + disagreement);
      }
      table.append(
          String.format(
              "%-55s | %-15s | %-50s | %-40s | %-60s | %s%n",
              each.anomaly().name(),
              each.level().words(),
              each.play().state(),
              each.truth().words(each.play().told()),
              judgement.words(),
              disagreement.isEmpty() ? "agrees" : disagreement));
    }
    System.out.println(table);
    assertThat(disagreements).isEmpty();
  }

  @Test
  void nothing_is_said_of_units_that_ran_one_after_the_other() throws Exception {
    List<String> said = new ArrayList<>();
    for (Map.Entry<String, Play> each : serial.entrySet()) {
      Judgement judgement = judge(each.getValue());
      if (!judgement.words().startsWith("nothing")) {
        said.add(each.getKey() + ": " + judgement.words());
      }
    }
    assertThat(said).isEmpty();
  }
}
