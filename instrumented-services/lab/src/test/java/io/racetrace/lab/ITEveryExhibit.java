package io.racetrace.lab;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.racetrace.lab.exhibit.Exhibit;
import io.racetrace.lab.exhibit.Exhibits;
import io.racetrace.lab.stage.Etcd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All exhibits in all forms, by the command that a user would type. */
class ITEveryExhibit {

  @Test
  void every_form_of_every_exhibit_agrees_with_its_truth(@TempDir Path directory)
      throws IOException, InterruptedException {
    allAgree(directory, List.of());
  }

  /**
   * Runs them all, with further options.
   *
   * @throws AssertionError when one does not agree
   */
  static void allAgree(Path directory, List<String> options)
      throws IOException, InterruptedException {
    Path jar = Path.of(System.getProperty("racetrace.lab.jar", ""));
    assertThat(jar).exists();
    Path progress = directory.resolve("progress.txt");
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx160m",
                "-XX:+UseSerialGC",
                "-jar",
                jar.toString(),
                "lab",
                "run",
                "--all",
                "--out",
                directory.resolve("out").toString()));
    command.addAll(options);
    Process lab = new ProcessBuilder(command).redirectError(progress.toFile()).start();
    String table = new String(lab.getInputStream().readAllBytes(), UTF_8);

    assertThat(lab.waitFor()).as(table + Files.readString(progress)).isZero();
    boolean haveEtcd = Etcd.program().isPresent();
    assertThat(haveEtcd || System.getenv("CI") == null).as("there is an etcd in CI").isTrue();
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
