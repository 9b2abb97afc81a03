package io.racetrace.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Exhibits in an order of a user's own: one wants one instance of what the next wants two of. */
@Tag("once")
class ITAnyOrder {

  @Test
  void exhibits_are_shown_once_each_in_the_order_in_which_they_were_named(@TempDir Path directory)
      throws IOException, InterruptedException {
    String named = "shared-library payments replicas health-record health-record";
    LabProcess lab =
        LabProcess.start(directory, (named + " --form racy --load 60 --records 3").split(" "));

    assertThat(lab.awaitEnd()).as(lab.stderr() + lab.stdout()).isZero();
    assertThat(lab.stdout().lines().filter(line -> line.contains(" racy ")))
        .extracting(line -> line.substring(0, line.indexOf(' ')))
        .isEqualTo(List.of("shared-library", "payments", "replicas", "health-record"));
  }
}
