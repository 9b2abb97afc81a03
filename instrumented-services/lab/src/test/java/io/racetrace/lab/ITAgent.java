package io.racetrace.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two exhibits with spans by the stock Java agent; ITUnderAgent shows all. */
class ITAgent {

  @Test
  void the_agents_spans_tell_the_same_as_those_of_the_libraries(@TempDir Path directory)
      throws IOException, InterruptedException {
    LabProcess lab =
        LabProcess.start(
            directory,
            "loyalty-points",
            "payments",
            "--form",
            "racy",
            "--form",
            "row-lock",
            "--form",
            "idempotency-key",
            "--load",
            "60",
            "--records",
            "3",
            "--agent");

    assertThat(lab.awaitEnd()).as(lab.stderr() + lab.stdout()).isZero();
    assertThat(lab.stdout().lines().filter(line -> line.contains(" yes "))).hasSize(4);

    List<String> batches = Files.readAllLines(lab.out().resolve("spans.jsonl"));
    assertThat(batches)
        .allMatch(spans -> spans.contains("opentelemetry-java-instrumentation"))
        .anyMatch(spans -> spans.contains("io.opentelemetry.tomcat"))
        .anyMatch(spans -> spans.contains("io.opentelemetry.jdbc"))
        .noneMatch(spans -> spans.contains("io.opentelemetry.spring-webmvc-6.0"))
        .noneMatch(spans -> spans.contains("/lab/spans"));
  }

  @Test
  void another_receiver_is_refused_with_what_to_do_instead(@TempDir Path directory)
      throws IOException, InterruptedException {
    LabProcess lab =
        LabProcess.start(directory, "payments", "--agent", "--otlp", "http://localhost:4318");

    assertThat(lab.awaitEnd()).isEqualTo(2);
    assertThat(lab.stderr()).contains("--agent and --otlp don't go together", "spans.jsonl");
  }
}
