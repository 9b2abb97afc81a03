package io.racetrace.plainjpa;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the agent is configured by a file it does not ask extensions like ours; that is told. */
class ITConfigurationFile {

  @Test
  void the_agent_that_does_not_ask_us_is_warned_of(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("otel.yaml");
    Files.writeString(file, "file_format: \"1.0\"\n");

    assertThat(output("-Dotel.config.file=" + file)).contains("racetrace does nothing here");
    assertThat(output("-Dotel.traces.exporter=none")).doesNotContain("racetrace");
  }

  private static String output(String option) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-javaagent:" + BackOfficeProcess.agent(),
                "-Dotel.javaagent.extensions=" + BackOfficeProcess.extension(),
                "-Dotel.metrics.exporter=none",
                "-Dotel.logs.exporter=none",
                option,
                "-version")
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }
}
