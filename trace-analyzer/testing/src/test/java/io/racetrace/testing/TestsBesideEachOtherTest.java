package io.racetrace.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.testkit.engine.EventConditions.event;
import static org.junit.platform.testkit.engine.EventConditions.finishedSuccessfully;
import static org.junit.platform.testkit.engine.EventConditions.finishedWithFailure;
import static org.junit.platform.testkit.engine.EventConditions.test;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.message;

import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;

class TestsBesideEachOtherTest {

  /** Run by the test below, not by the build. */
  @Execution(ExecutionMode.CONCURRENT)
  static final class Sharing {

    @RegisterExtension static final TraceRecorder TRACES = TraceRecorder.inProcess();

    private static final PointsService ORDERS =
        new PointsService("order-service", TRACES.spanProcessor());
    private static final CyclicBarrier BOTH = new CyclicBarrier(2);

    @Test
    void safe() throws Exception {
      BOTH.await();
      ORDERS.add("points", "42");
      BOTH.await();
      assertThat(TRACES).hasNo("latent-race").hasSingleWriterOf("points");
    }

    @Test
    void racy() throws Exception {
      BOTH.await();
      ORDERS.readAndWrite("points", "42");
      BOTH.await();
      assertThat(TRACES).hasNoRaceOn("points");
    }
  }

  @Test
  void each_sees_its_own_traces() {
    Events tests =
        EngineTestKit.engine("junit-jupiter")
            .selectors(selectClass(Sharing.class))
            .configurationParameter("junit.jupiter.execution.parallel.enabled", "true")
            .configurationParameter("junit.jupiter.execution.parallel.config.strategy", "fixed")
            .configurationParameter(
                "junit.jupiter.execution.parallel.config.fixed.parallelism", "2")
            .execute()
            .testEvents();
    tests.assertThatEvents().haveExactly(1, event(test("safe"), finishedSuccessfully()));
    tests
        .assertThatEvents()
        .haveExactly(
            1,
            event(
                test("racy"),
                finishedWithFailure(message(text -> text.contains("latent-race LATENT")))));
  }
}
