package io.racetrace.anomalies;

import static org.assertj.core.api.Assertions.assertThat;

import io.racetrace.TraceAnalyzer;
import io.racetrace.anomalies.Conductor.Play;
import io.racetrace.finding.Certainty;
import io.racetrace.finding.Finding;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * The classic anomalies on a real PostgreSQL, at each of its levels: what the database did, by
 * comparison with serial executions on the same database, and whether the analyzer says so.
 */
@Tag("once")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ITAnomalies {

  private static final Duration STATED_BOUND = Duration.ofMillis(10);
  private static final Duration BEYOND_IT = Duration.ofMillis(25);

  /** By this much no two steps of a play are apart. */
  private static final Duration A_MINUTE = Duration.ofMinutes(1);

  private final Map<String, Play> serial = new LinkedHashMap<>();
  private final List<Verdict> verdicts = new ArrayList<>();
  private @Nullable Stage built;
  private @Nullable Play withoutPauses;

  @BeforeAll
  void play(@TempDir Path folder) throws Exception {
    Stage stage = Stage.build(folder, 3);
    built = stage;
    Conductor conductor = stage.conductor(BEYOND_IT);
    record Played(Anomaly anomaly, Level level, Play play, Truth truth) {}
    List<Played> played = new ArrayList<>();
    for (Anomaly anomaly : Catalogue.all()) {
      for (Level level : Level.values()) {
        Play play = conductor.together(anomaly, level);
        List<Play> inTurn = new ArrayList<>();
        for (String order : Truth.orders(anomaly, play)) {
          Play each = conductor.inTurn(anomaly, level, order);
          inTurn.add(each);
          serial.put(anomaly.name() + ", " + level.words() + ", " + order, each);
        }
        played.add(new Played(anomaly, level, play, Truth.of(play, inTurn)));
      }
    }
    withoutPauses =
        stage.conductor(Duration.ZERO).together(LostUpdates.plain(), Level.READ_COMMITTED);
    for (Played each : played) {
      verdicts.add(
          new Verdict(
              each.anomaly(),
              each.level(),
              each.play(),
              each.truth(),
              judge(each.play(), STATED_BOUND)));
    }
  }

  @AfterAll
  void stop() throws Exception {
    if (built != null) {
      List<Long> pids = built.parties().stream().map(PartyProcess::pid).toList();
      built.close();
      assertThat(pids)
          .allSatisfy(
              pid -> assertThat(ProcessHandle.of(pid).map(ProcessHandle::isAlive)).isEmpty());
    }
  }

  private Judgement judge(Play play, Duration bound) {
    try {
      return new Judgement(
          TraceAnalyzer.builder()
              .maxClockSkew(bound)
              .build()
              .analyze(Objects.requireNonNull(built).spans(play)));
    } catch (IOException | InterruptedException failed) {
      throw new UncheckedIOException(new IOException(failed));
    }
  }

  @Test
  void the_verdict_agrees_with_what_the_database_did() throws Exception {
    verdicts.forEach(verdict -> System.out.println(verdict.line()));

    Map<String, String> disagreements = new TreeMap<>();
    for (Verdict verdict : verdicts) {
      if (!verdict.disagreement().isEmpty()) {
        disagreements.put(verdict.name(), verdict.disagreement());
      }
    }
    assertThat(disagreements).isEqualTo(Differences.known());
  }

  @Test
  void nothing_is_said_of_units_that_ran_one_after_the_other() {
    Map<String, String> said = new TreeMap<>();
    serial.forEach(
        (name, play) -> {
          Judgement judgement = judge(play, STATED_BOUND);
          if (!judgement.findings(Certainty.POSSIBLE).isEmpty() || judgement.prevented() > 0) {
            said.put(name, judgement.words());
          }
        });
    assertThat(serial).hasSizeGreaterThan(verdicts.size());
    assertThat(said).isEmpty();
  }

  @Test
  void what_lies_within_the_bound_of_the_clocks_is_possible_and_not_gone() {
    Map<String, String> wrong = new TreeMap<>();
    for (Verdict verdict : verdicts) {
      Judgement judgement = judge(verdict.play(), A_MINUTE);
      List<Finding> found = judgement.findings(Certainty.POSSIBLE);
      boolean byClocks =
          found.stream().anyMatch(finding -> finding.certainty() == Certainty.LIKELY);
      boolean gone =
          verdict.truth().isHarm(verdict.anomaly())
              && verdict.disagreement().isEmpty()
              && verdict.anomaly().expected().keyed()
              && found.stream()
                  .noneMatch(
                      finding -> finding.rule().id().equals(verdict.anomaly().expected().rule()));
      boolean accused =
          !verdict.truth().isHarm(verdict.anomaly())
              && found.stream()
                  .anyMatch(finding -> finding.certainty().isAtLeast(Certainty.LIKELY));
      if (byClocks || gone || accused) {
        wrong.put(verdict.name(), judgement.words());
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void a_race_without_pauses_is_likely_by_one_clock_and_possible_by_two() {
    Play play = Objects.requireNonNull(withoutPauses);

    assertThat(play.state()).isEqualTo("account(1,140)");
    // Both processes ran on this machine, so that the true bound is zero; the analyzer cannot know.
    assertThat(judge(play, Duration.ZERO).words()).isEqualTo("lost-update LIKELY level-based");
    assertThat(judge(play, Duration.ofSeconds(30)).words())
        .isEqualTo("lost-update POSSIBLE level-based");
  }

  @Test
  void the_readme_has_the_table() throws Exception {
    String table = Readme.table(verdicts);
    if (Boolean.getBoolean("racetrace.anomalies.record")) {
      Readme.write(table);
    }
    assertThat(Readme.table()).as("-Dracetrace.anomalies.record=true writes it").isEqualTo(table);
  }
}
