package com.example.points;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SerialTest extends Points {

  @Test
  void both_changes_arrive() throws Exception {
    orders.addByReading("4711", 150);
    referrals.addByReading("4711", 400);
    assertThat(traces).hasNoRaceOn("account");
  }
}
