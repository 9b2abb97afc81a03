package io.racetrace.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Exhibits in orders of a user's own, where one wants one instance of what another wants two of.
 */
class ITAnyOrder {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "health-record replicas payments shared-library",
        "shared-library payments replicas health-record health-record",
      })
  void exhibits_can_be_shown_in_any_order(String names, @TempDir Path directory)
      throws IOException, InterruptedException {
    LabProcess lab =
        LabProcess.start(directory, (names + " --form racy --load 60 --records 3").split(" "));

    assertThat(lab.awaitEnd()).as(lab.stderr() + lab.stdout()).isZero();
    for (String name : List.of(names.split(" "))) {
      assertThat(lab.stdout()).containsOnlyOnce(name + " ");
    }
  }
}
