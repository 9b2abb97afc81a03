package io.racetrace.advise;

/**
 * What a change of a hot record costs, as a model tells it.
 *
 * @param attempts for each change that is made
 * @param givenUp which share of changes is not made at all
 * @param meanNanos from asking to done; infinite where the queue never ends
 * @param p99Nanos likewise
 */
public record Cost(
    Strategy strategy, double attempts, double givenUp, double meanNanos, double p99Nanos) {

  /** Whether more comes than can be done, so that who waits waits longer and longer. */
  public boolean isEndless() {
    return Double.isInfinite(meanNanos);
  }
}
