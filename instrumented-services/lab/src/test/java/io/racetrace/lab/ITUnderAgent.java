package io.racetrace.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Spans by the stock Java agent and racetrace's extension alone. */
@Tag("once")
class ITUnderAgent {

  @Test
  void every_form_of_every_exhibit_agrees_with_its_truth(@TempDir Path directory)
      throws IOException, InterruptedException {
    LabProcess lab = LabProcess.start(directory, "--all", "--agent");

    ITEveryExhibit.allAgree(lab);

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
