package io.racetrace.lab;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo as a user starts it: a process of its own. */
@Tag("once")
class ITDemo {

  @TempDir private Path directory = Path.of("");

  @Test
  void the_demo_agrees_with_the_database_in_every_row_and_leaves_its_files()
      throws IOException, InterruptedException {
    Process demo = start();
    String printed = new String(demo.getInputStream().readAllBytes(), UTF_8);

    assertThat(demo.waitFor()).as(printed).isZero();
    assertThat(printed)
        .contains("loyalty-points drill: expected 650, found 500")
        .contains("the analyzer explains 150 of 150 missing points")
        .contains("PREVENTED")
        .doesNotContain(" NO\n");
    Path out = directory.resolve("out");
    assertThat(out.resolve("spans.jsonl")).isNotEmptyFile();
    assertThat(out.resolve("report.txt")).content().contains("lost-update  PROVEN");
    assertThat(out.resolve("report.html")).content().contains("<b>lost-update</b>");
    assertThat(out.resolve("report.json")).content().contains("\"schema\": \"racetrace-report/1\"");
    assertThat(out.resolve("truth.json"))
        .content()
        .contains("\"exhibit\"", "\"form\"", "\"expected\"", "\"found\"", "\"missing\"")
        .contains("\"explained\"");
  }

  @Test
  void a_demo_that_is_ended_in_the_middle_leaves_nothing_running()
      throws IOException, InterruptedException {
    Process demo = start();
    Path spans = directory.resolve("out").resolve("spans.jsonl");
    Awaitility.await()
        .atMost(Duration.ofMinutes(2))
        .until(() -> Files.exists(spans) && Files.size(spans) > 0);
    List<ProcessHandle> children = new ArrayList<>(demo.descendants().toList());
    assertThat(children).hasSizeGreaterThan(4);

    demo.destroy();

    assertThat(demo.waitFor(1, TimeUnit.MINUTES)).isTrue();
    Awaitility.await()
        .atMost(Duration.ofMinutes(1))
        .untilAsserted(() -> assertThat(children).noneMatch(ProcessHandle::isAlive));
    try (Stream<Path> left = Files.list(temporary())) {
      // Unpacked once and kept for the next run: PostgreSQL's own programs.
      assertThat(left.map(file -> file.getFileName().toString()))
          .allMatch(name -> name.startsWith("embedded-pg"));
    }
  }

  private Path temporary() throws IOException {
    return Files.createDirectories(directory.resolve("tmp"));
  }

  private Process start() throws IOException {
    Path jar = Path.of(System.getProperty("racetrace.lab.jar", ""));
    assertThat(jar).exists();
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx160m",
            "-XX:+UseSerialGC",
            "-Djava.io.tmpdir=" + temporary(),
            "-jar",
            jar.toString(),
            "demo",
            "--out",
            directory.resolve("out").toString())
        .redirectError(directory.resolve("progress.txt").toFile())
        .start();
  }
}
