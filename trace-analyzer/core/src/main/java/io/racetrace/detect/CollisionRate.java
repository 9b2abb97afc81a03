package io.racetrace.detect;

import io.racetrace.finding.Expectation;
import io.racetrace.history.ChangePath;
import io.racetrace.history.ChangePaths;
import io.racetrace.history.ChangePaths.Tally;
import java.time.Duration;

/**
 * How many lost updates a day are to be expected between two paths.
 *
 * <p>A loss is, as {@link LostUpdate} counts it, R(U) &lt; W(V) &lt; W(U): the change V takes
 * effect in the window of U, from U's read to the end of U's effect. Let changes by path i arrive
 * as a Poisson process of rate l<sub>i</sub>, each at key k with chance p<sub>ik</sub>,
 * independently, and let W<sub>i</sub> be the mean of i's windows. Then l<sub>j</sub>
 * p<sub>jk</sub> W<sub>i</sub> changes by j are to be expected in the window of a change of key k
 * by i, and, over all keys and with s<sub>ij</sub> the sum of p<sub>ik</sub> p<sub>jk</sub>,
 *
 * <pre>
 *   losses by i overwriting j, a second:  l_i l_j s_ij W_i
 *   between two paths, both ways:         l_i l_j s_ij (W_i + W_j)
 *   of a path and itself:                 l_i l_i s_ii W_i
 * </pre>
 *
 * <p>The last is not twice as much, nor half: of two changes U and V by one path, U may overwrite V
 * or V may overwrite U, and each U is counted once, with all V that fall into its window. The three
 * agree: a path that is split into two has the same losses in sum.
 *
 * <p>s is the share of pairs of changes in the input that had the same key, which is an unbiased
 * estimate; keys are taken to stay as popular as they were, and windows not to depend on the key.
 * Bursts make collisions more frequent than this, as do clients that retry at once; and where a
 * good part of all changes collides, some are overwritten more than once and the sum is too high.
 */
final class CollisionRate {

  /** Fewer changes tell nothing about how often there will be some. */
  private static final long FEWEST = 10;

  private static final double NANOS_A_DAY = Duration.ofDays(1).toNanos();

  private CollisionRate() {}

  /**
   * @param oneOverwrites whether a change by the first path can overwrite one by the second
   * @param otherOverwrites the reverse; of no matter where both are the same
   */
  static Expectation of(
      ChangePaths paths,
      ChangePath one,
      Tally ofOne,
      ChangePath other,
      Tally ofOther,
      boolean oneOverwrites,
      boolean otherOverwrites) {
    boolean same = one.equals(other);
    double sameKeyPairs = paths.sameKeyPairs(one, other);
    double pairs = (double) ofOne.count() * (same ? ofOther.count() - 1 : ofOther.count());
    double windowOne = oneOverwrites ? ofOne.meanWindowNanos() : 0;
    double windowOther = otherOverwrites && !same ? ofOther.meanWindowNanos() : 0;
    long observed = paths.observedNanos();
    boolean enough =
        ofOne.count() >= FEWEST && ofOther.count() >= FEWEST && sameKeyPairs > 0 && observed > 0;
    // l_i l_j s_ij = n_i/T n_j/T m/(n_i n_j) = m/T^2, but for the path itself, where a change does
    // not meet itself: there n(n-1) takes the place of n^2, and l^2 is estimated by it as well.
    double perNano = sameKeyPairs / observed / observed * (windowOne + windowOther);
    return new Expectation(
        enough ? perNano * NANOS_A_DAY : null,
        ofOne.count(),
        ofOther.count(),
        observed,
        sameKeyPairs > 0 ? sameKeyPairs / pairs : null,
        Math.round(windowOne),
        Math.round(windowOther));
  }
}
