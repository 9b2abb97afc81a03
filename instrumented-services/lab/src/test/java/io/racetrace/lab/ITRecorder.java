package io.racetrace.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.racetrace.testing.TraceRecorder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * The lab's services before the assertions that users write: in processes of their own, over OTLP.
 */
@Tag("once")
class ITRecorder {

  @RegisterExtension
  final TraceRecorder traces = TraceRecorder.otlp().quietFor(Duration.ofSeconds(2));

  @TempDir private Path directory = Path.of("");

  private void run(String form) throws IOException, InterruptedException {
    LabProcess lab =
        LabProcess.start(
            directory, "loyalty-points", "--form", form, "--otlp", traces.endpoint().toString());
    assertThat(lab.awaitEnd()).as(lab.stderr()).isZero();
  }

  @Test
  void the_racy_form_fails_and_prints_the_finding() throws Exception {
    run("racy");
    assertThatThrownBy(() -> assertThat(traces).hasNoRaceOn("loyalty_account"))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("lost-update  PROVEN")
        .hasMessageContaining("order-service")
        .hasMessageContaining("referral-service");
  }

  @Test
  void the_form_that_checks_versions_passes_and_its_guard_is_seen_to_work() throws Exception {
    run("version-column");
    assertThat(traces)
        .hasNoRaceOn("loyalty_account")
        .hasPrevented("loyalty_account", "version-predicate")
        .hasCoverageOfAtLeast(0.95);
  }
}
