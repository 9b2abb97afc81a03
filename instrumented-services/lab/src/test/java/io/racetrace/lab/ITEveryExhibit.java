package io.racetrace.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.racetrace.lab.exhibit.Exhibit;
import io.racetrace.lab.exhibit.Exhibits;
import io.racetrace.lab.stage.Etcd;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All exhibits in all forms, by the command that a user would type. */
@Tag("once")
class ITEveryExhibit {
  private static final Duration PATIENCE = Duration.ofMinutes(15);

  @Test
  void every_form_of_every_exhibit_agrees_with_its_truth(@TempDir Path directory)
      throws IOException, InterruptedException {
    allAgree(LabProcess.start(directory, "--all"));
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
