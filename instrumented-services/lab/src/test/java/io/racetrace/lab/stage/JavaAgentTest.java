package io.racetrace.lab.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JavaAgentTest {

  @Test
  void the_stock_agent_and_both_extensions_are_loaded(@TempDir Path directory) throws IOException {
    Path agent = Files.createFile(directory.resolve("opentelemetry-javaagent.jar"));
    Path extension = Files.createFile(directory.resolve("racetrace-agent-extension.jar"));
    Path own = Files.createFile(directory.resolve("racetrace-lab-extension.jar"));

    assertThat(JavaAgent.in(directory).options())
        .containsExactly(
            "-javaagent:" + agent, "-Dotel.javaagent.extensions=" + extension + "," + own);
  }

  @Test
  void what_is_missing_is_named_with_the_next_step(@TempDir Path directory) throws IOException {
    Files.createFile(directory.resolve("opentelemetry-javaagent.jar"));

    assertThatThrownBy(() -> JavaAgent.in(directory))
        .isInstanceOf(LabException.class)
        .hasMessageContaining("racetrace-agent-extension.jar")
        .hasMessageContaining("mvn package");
  }
}
