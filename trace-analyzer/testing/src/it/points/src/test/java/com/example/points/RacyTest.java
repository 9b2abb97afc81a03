package com.example.points;

import static io.racetrace.testing.Concurrently.concurrently;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RacyTest extends Points {

  @Test
  void both_changes_arrive() throws Exception {
    Gate.barrier = new java.util.concurrent.CyclicBarrier(2);
    concurrently(() -> orders.addByReading("4711", 150), () -> referrals.addByReading("4711", 400));
    assertThat(traces).hasNoRaceOn("account");
  }
}
