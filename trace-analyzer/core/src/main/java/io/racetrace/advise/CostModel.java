package io.racetrace.advise;

/**
 * What remedies cost on one hot record to which changes come as a Poisson process, each of which
 * takes the same time.
 *
 * <p>A lock, an owner's queue and a single statement are one queue with one server of constant
 * service time S at utilisation r = lambda S (M/D/1). Its mean wait is r S / (2 (1 - r)) by
 * Pollaczek and Khinchine; within one S the distribution of waits is known exactly, (1 - r) e^(r
 * t/S), and beyond it falls off as C e^(-a t/S), where a solves r (e^a - 1) = a and C = (1 - r) /
 * (r e^a - 1) (Cramer and Lundberg).
 *
 * <p>Optimistic attempts: a change that takes effect had no other one take effect in its window, so
 * that effects lie at least a window W apart and at most one falls into any window. Hence an
 * attempt meets one with chance c = lambda W (1 - g), where g = c^n is the share of those who give
 * up after n attempts. Attempts are taken to be independent, and pauses before the next one to be
 * uniform up to W.
 */
final class CostModel {

  /** The product and the sum of pauses are looked for to this precision, in windows. */
  private static final double PRECISE = 1e-9;

  private CostModel() {}

  /** The chance that another change falls into a window, where nothing keeps them apart. */
  static double conflict(double load) {
    return 1 - Math.exp(-load);
  }

  /** Changes that take so long, one after the other. */
  static Cost queue(Strategy strategy, double perSecond, double serviceNanos) {
    double load = perSecond * serviceNanos / 1e9;
    if (load >= 1) {
      return new Cost(strategy, 1, 0, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY);
    }
    double mean = 1 + load / (2 * (1 - load));
    return new Cost(strategy, 1, 0, mean * serviceNanos, (1 + wait(load, 0.01)) * serviceNanos);
  }

  /** The wait that this share of all exceeds, in service times. */
  private static double wait(double load, double share) {
    if (load <= share) {
      return 0;
    }
    double within = Math.log((1 - share) / (1 - load)) / load;
    if (within <= 1) {
      return within;
    }
    double low = 0;
    double high = 2 * (1 / load - 1) + 2 * Math.log(1 / load) + 1;
    while (high - low > PRECISE) {
      double middle = (low + high) / 2;
      if (load * Math.expm1(middle) > middle) {
        high = middle;
      } else {
        low = middle;
      }
    }
    double constant = (1 - load) / (load * Math.exp(high) - 1);
    return Math.max(1, Math.log(constant / share) / high);
  }

  /** The conflicts of one attempt where up to so many are made. */
  static double attemptConflict(double load, int most) {
    double low = 0;
    double high = 1;
    while (high - low > PRECISE) {
      double middle = (low + high) / 2;
      if (middle > load * (1 - Math.pow(middle, most))) {
        high = middle;
      } else {
        low = middle;
      }
    }
    return (low + high) / 2;
  }

  /** A check of the version, and so many attempts at most. */
  static Cost optimistic(double perSecond, double windowNanos, int most) {
    double conflict = attemptConflict(perSecond * windowNanos / 1e9, most);
    double givenUp = Math.pow(conflict, most);
    double attempts = 0;
    double mean = 0;
    for (int made = 1; made <= most; made++) {
      attempts += Math.pow(conflict, made - 1);
      mean += done(conflict, made, givenUp) * (made + (made - 1) / 2.0);
    }
    return new Cost(
        Strategy.OPTIMISTIC_VERSION,
        attempts,
        givenUp,
        mean * windowNanos,
        quantile(conflict, most, givenUp, 0.99) * windowNanos);
  }

  /** The chance that a change which is made takes so many attempts. */
  private static double done(double conflict, int made, double givenUp) {
    return Math.pow(conflict, made - 1) * (1 - conflict) / (1 - givenUp);
  }

  /** In windows. */
  private static double quantile(double conflict, int most, double givenUp, double share) {
    double low = 0;
    double high = 2.0 * most;
    while (high - low > 1e-6) {
      double middle = (low + high) / 2;
      double within = 0;
      for (int made = 1; made <= most; made++) {
        within += done(conflict, made, givenUp) * pauses(made - 1, middle - made);
      }
      if (within >= share) {
        high = middle;
      } else {
        low = middle;
      }
    }
    return high;
  }

  /** The chance that so many uniform pauses are not longer in sum (Irwin and Hall). */
  private static double pauses(int count, double sum) {
    if (sum < 0 || count == 0) {
      return sum < 0 ? 0 : 1;
    }
    if (sum >= count) {
      return 1;
    }
    double chance = 0;
    double choose = 1;
    double factorial = 1;
    for (int i = 2; i <= count; i++) {
      factorial *= i;
    }
    for (int k = 0; k <= sum; k++) {
      chance += (k % 2 == 0 ? 1 : -1) * choose * Math.pow(sum - k, count);
      choose = choose * (count - k) / (k + 1);
    }
    return chance / factorial;
  }
}
