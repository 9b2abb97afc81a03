package io.racetrace.advise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The model against a simulation that knows nothing of it: one hot record, Poisson arrivals, a
 * window of 1 that varies by 20 %, at most three attempts with jitter.
 */
class CostModelTest {

  private static final double SECOND = 1e9;

  @ParameterizedTest
  @CsvSource({
    "0.01, 0.011, 1.01, 0.0000, 1.02, 2.0, 1.01,  1.2, 0.12",
    "0.05, 0.051, 1.06, 0.0003, 1.08, 2.9, 1.03,  1.8, 0.12",
    "0.10, 0.10,  1.11, 0.002,  1.16, 3.3, 1.06,  2.0, 0.12",
    "0.20, 0.20,  1.24, 0.012,  1.33, 4.3, 1.13,  2.5, 0.15",
    "0.30, 0.29,  1.38, 0.033,  1.49, 4.5, 1.22,  3.0, 0.17",
    "0.50, 0.44,  1.66, 0.11,   1.73, 4.7, 1.52,  4.6, 0.18",
    "0.70, 0.56,  1.88, 0.20,   1.89, 4.7, 2.20,  7.9, 0.19",
    "0.90, 0.63,  2.06, 0.28,   2.01, 4.8, 5.4,  20.0, 0.20",
  })
  void a_simulation_gives_the_same_costs(
      double load,
      double conflict,
      double attempts,
      double givenUp,
      double optimisticMean,
      double optimisticP99,
      double lockMean,
      double lockP99,
      double atomicP99) {
    Cost optimistic = CostModel.optimistic(load, SECOND, 3);
    Cost lock = CostModel.queue(Strategy.ROW_LOCK, load, SECOND);
    Cost atomic = CostModel.queue(Strategy.ATOMIC_STATEMENT, load, SECOND / 10);

    assertThat(CostModel.attemptConflict(load, 3))
        .isCloseTo(conflict, Percentage.withPercentage(10));
    assertThat(optimistic.attempts()).isCloseTo(attempts, Percentage.withPercentage(3));
    assertThat(optimistic.givenUp()).isCloseTo(givenUp, within(0.02));
    assertThat(optimistic.meanNanos() / SECOND)
        .isCloseTo(optimisticMean, Percentage.withPercentage(5));
    // At 0.01 one in a hundred needs a second attempt: whether that is the p99 is chance.
    if (load > 0.01) {
      assertThat(optimistic.p99Nanos() / SECOND).isCloseTo(optimisticP99, within(0.4));
    }
    assertThat(lock.meanNanos() / SECOND).isCloseTo(lockMean, Percentage.withPercentage(5));
    assertThat(lock.p99Nanos() / SECOND).isBetween(lockP99 * 0.9 - 0.2, lockP99 * 1.15 + 0.2);
    assertThat(atomic.p99Nanos() / SECOND).isCloseTo(atomicP99, within(0.025));
  }

  @Test
  void a_queue_that_gets_more_than_it_can_do_never_ends() {
    assertThat(CostModel.queue(Strategy.ROW_LOCK, 10, SECOND / 10).isEndless()).isTrue();
    assertThat(CostModel.queue(Strategy.ROW_LOCK, 9, SECOND / 10).isEndless()).isFalse();
  }

  @Property
  void only_the_product_of_rate_and_window_matters(
      @ForAll @DoubleRange(min = 0.01, max = 0.95) double load,
      @ForAll @DoubleRange(min = 0.01, max = 1000) double perSecond) {
    double window = load / perSecond * SECOND;

    Cost lock = CostModel.queue(Strategy.ROW_LOCK, perSecond, window);
    Cost same = CostModel.queue(Strategy.ROW_LOCK, load, SECOND);
    assertThat(lock.meanNanos() / window)
        .isCloseTo(same.meanNanos() / SECOND, Percentage.withPercentage(0.1));
    assertThat(CostModel.optimistic(perSecond, window, 3).attempts())
        .isCloseTo(CostModel.optimistic(load, SECOND, 3).attempts(), within(1e-6));
  }

  @Property
  void more_load_never_costs_less(
      @ForAll @DoubleRange(min = 0.01, max = 0.9) double load,
      @ForAll @DoubleRange(min = 1.01, max = 1.09) double more) {
    Cost lock = CostModel.queue(Strategy.ROW_LOCK, load, SECOND);
    Cost busier = CostModel.queue(Strategy.ROW_LOCK, load * more, SECOND);
    assertThat(busier.meanNanos()).isGreaterThanOrEqualTo(lock.meanNanos());
    assertThat(busier.p99Nanos()).isGreaterThanOrEqualTo(lock.p99Nanos() * 0.999);
    assertThat(CostModel.optimistic(load * more, SECOND, 3).givenUp())
        .isGreaterThanOrEqualTo(CostModel.optimistic(load, SECOND, 3).givenUp());
  }
}
