package io.racetrace.servicebase.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class DrillGateTest {
  private final DrillGate gate = new DrillGate();

  @Test
  void standsOpen() {
    gate.pass("a-1");
    assertThat(gate.holds("a-1")).isFalse();
  }

  @Test
  void holdsTheFirstWithThatRecordUntilItIsReleased() {
    gate.arm("a-1");
    CompletableFuture<Void> held = CompletableFuture.runAsync(() -> gate.pass("a-1"));
    await().until(() -> gate.holds("a-1"));

    gate.pass("a-1");
    gate.pass("a-2");
    assertThat(held).isNotDone();

    gate.release("a-1");
    await().until(held::isDone);
    gate.pass("a-1");
  }

  @Test
  void aReleaseBeforeAnybodyCameDisarms() {
    gate.arm("a-1");
    gate.release("a-1");
    gate.pass("a-1");
  }

  @Test
  void waitsForABoundedTime() {
    DrillGate impatient = new DrillGate(Duration.ofMillis(10));
    impatient.arm("a-1");
    assertThatThrownBy(() -> impatient.pass("a-1"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("nobody released a-1");
    assertThat(impatient.holds("a-1")).isFalse();
  }
}
