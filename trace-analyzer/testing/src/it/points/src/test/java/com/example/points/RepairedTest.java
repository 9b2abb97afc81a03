package com.example.points;

import static io.racetrace.testing.Concurrently.concurrently;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RepairedTest extends Points {

  @Test
  void both_changes_arrive() throws Exception {
    concurrently(
        () -> orders.addInOneStatement("4711", 150), () -> referrals.addInOneStatement("4711", 400));
    assertThat(traces).hasNo("lost-update", "latent-race").hasCoverageOfAtLeast(1);
  }
}
