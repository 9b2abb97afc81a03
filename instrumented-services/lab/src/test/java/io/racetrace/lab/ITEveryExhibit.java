package io.racetrace.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.racetrace.SpanSource;
import io.racetrace.TraceAnalyzer;
import io.racetrace.finding.Certainty;
import io.racetrace.lab.LessTold.Loss;
import io.racetrace.lab.exhibit.Exhibit;
import io.racetrace.lab.exhibit.Exhibits;
import io.racetrace.lab.exhibit.Form;
import io.racetrace.lab.stage.Etcd;
import io.racetrace.report.Report;
import io.racetrace.report.Verdict;
import io.racetrace.sources.file.FileSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All exhibits in all forms, by the command that a user would type. */
@Tag("once")
class ITEveryExhibit {
  private static final Duration PATIENCE = Duration.ofMinutes(15);

  private static final List<Set<Loss>> LOSSES =
      List.of(
          Set.of(Loss.STATED),
          Set.of(Loss.PARAMETERS),
          Set.of(Loss.ENDS),
          Set.of(Loss.STATED, Loss.PARAMETERS),
          Set.of(Loss.STATED, Loss.ENDS),
          Set.of(Loss.PARAMETERS, Loss.ENDS),
          Set.of(Loss.STATED, Loss.PARAMETERS, Loss.ENDS));

  /** Exhibits of services that break each other without a record. */
  private static final Set<String> NO_STORE = Set.of("shared-library");

  /** Exhibits in which nothing is lost, but somebody waits for a lock until a transaction ends. */
  private static final Set<String> TIMES_OF_LOCKS = Set.of("long-lock");

  @Test
  void every_form_of_every_exhibit_agrees_with_its_truth(@TempDir Path directory)
      throws IOException, InterruptedException {
    allAgree(LabProcess.start(directory, "--all"));
    lessIsNeitherCleanNorSurer(directory.resolve("out"));
  }

  /** Whatever is not told of a race, it does not become clean, nor what is safe a race. */
  private static void lessIsNeitherCleanNorSurer(Path runs) throws IOException {
    SpanSource wellSeen = spans(runs, "loyalty-points", "version-column");
    for (Exhibit exhibit : Exhibits.all()) {
      for (Form form : exhibit.forms()) {
        if (!Files.exists(file(runs, exhibit.name(), form.name()))) {
          // Without etcd.
          continue;
        }
        for (Set<Loss> losses : LOSSES) {
          SpanSource told = new LessTold(spans(runs, exhibit.name(), form.name()), losses);
          String which = exhibit.name() + " " + form + " without " + losses;
          if (form.isRacy()) {
            boolean isOfOtherKind =
                NO_STORE.contains(exhibit.name())
                    || losses.contains(Loss.ENDS) && TIMES_OF_LOCKS.contains(exhibit.name());
            // What was seen well besides does not cover it up.
            assertThat(isOfOtherKind || analyze(told, wellSeen).verdict() != Verdict.CLEAN)
                .as(which)
                .isTrue();
          } else {
            assertThat(analyze(told).findings())
                .as(which)
                .filteredOn(finding -> finding.certainty().isAtLeast(Certainty.LIKELY))
                .extracting(finding -> finding.rule().id())
                .filteredOn(rule -> form.may().stream().noneMatch(may -> may.rule().equals(rule)))
                // That two services write it is so, whatever guards them unseen.
                .isSubsetOf("ownership-conflict");
          }
        }
      }
    }
  }

  private static Report analyze(SpanSource... sources) throws IOException {
    return TraceAnalyzer.builder().build().analyze(sources);
  }

  private static SpanSource spans(Path runs, String exhibit, String form) {
    return FileSource.of(file(runs, exhibit, form));
  }

  private static Path file(Path runs, String exhibit, String form) {
    return runs.resolve(exhibit).resolve(form).resolve("spans.jsonl");
  }

  /**
   * Waits for a run of them all.
   *
   * @throws AssertionError when a form does not agree, or is not in the table
   */
  static void allAgree(LabProcess lab) throws IOException, InterruptedException {
    assertThat(lab.awaitEnd(PATIENCE)).as(lab.stdout() + lab.stderr()).isZero();
    boolean haveEtcd = Etcd.program().isPresent();
    assertThat(haveEtcd || System.getenv("CI") == null).as("there is an etcd in CI").isTrue();
    String table = lab.stdout();
    for (Exhibit exhibit : Exhibits.all()) {
      assertThat(table.lines().filter(line -> line.startsWith(exhibit.name() + " ")))
          .hasSize(
              (int)
                  exhibit.forms().stream()
                      .filter(form -> haveEtcd || !exhibit.needsEtcd(form))
                      .count())
          .as("table: " + table)
          .allMatch(line -> line.contains(" yes "));
    }
    System.out.println(table);
  }
}
