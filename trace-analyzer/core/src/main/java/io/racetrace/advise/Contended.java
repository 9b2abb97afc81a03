package io.racetrace.advise;

import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * What was measured of a record type of which several units of work changed the same records.
 *
 * @param recordType such as {@code postgresql/shop/public.users}
 * @param isCopy whether it is copies in a cache that are filled, not records that are changed
 * @param keys how many records several executions changed
 * @param changes how often these were changed, or were to be; attempts of one execution are one
 * @param hottestKey the record that was changed most often
 * @param hottestPerSecond how often it changed, while it did
 * @param p99PerSecond as often as the record of which 1 % of all change more often; of up to a
 *     hundred records, the one that changes most often
 * @param medianPerSecond as often as the record in the middle
 * @param window from the read to the effect, in nanoseconds; of a copy from the look to the fill
 * @param windowAlone the same without calls to other services
 * @param windowsAcross how many windows hold such a call
 * @param hold how long rows, or locks for them, were held after they were locked
 * @param holdAlone the same without calls to other services
 * @param heldAcross how many holds hold such a call
 * @param calls what was called; the first few names
 * @param statement how long the statement alone takes that writes
 * @param attempts how many attempts there were of which it is known if they met another change
 * @param conflicts how many of them did: the store refused them, or their version was an old one
 * @param hottestAttempts those on the hottest record
 * @param hottestConflicts likewise
 * @param services who makes the changes
 * @param instances how many instances of these services
 * @param fit whether the changes are, or can be, one statement each
 * @param kept which remedy all changes are behind; null where they are behind several, or none
 * @param isBlind whether nothing is read before it is written, so that the last writer wins
 */
public record Contended(
    String recordType,
    boolean isCopy,
    long keys,
    long changes,
    String hottestKey,
    double hottestPerSecond,
    double p99PerSecond,
    double medianPerSecond,
    Distribution window,
    Distribution windowAlone,
    long windowsAcross,
    Distribution hold,
    Distribution holdAlone,
    long heldAcross,
    SortedSet<String> calls,
    Distribution statement,
    long attempts,
    long conflicts,
    long hottestAttempts,
    long hottestConflicts,
    SortedSet<String> services,
    int instances,
    Fit fit,
    @Nullable Strategy kept,
    boolean isBlind) {

  /** Fewer attempts do not tell how often one of them fails. */
  private static final long FEWEST = 20;

  private static final long FEWEST_ON_HOTTEST = 100;

  /** Changes of a hot record that fall into one window: lambda W. */
  public double load() {
    return p99PerSecond * window.mean() / 1e9;
  }

  /** The same, were what is called done before. */
  public double loadAlone() {
    return p99PerSecond * windowAlone.mean() / 1e9;
  }

  /** Which share of the time a hot record is locked; by the window where no lock was seen. */
  public double utilisation() {
    return hold.isEmpty() ? load() : p99PerSecond * hold.mean() / 1e9;
  }

  /**
   * The chance that another change falls into the window, if nothing keeps them apart: over all
   * windows, as a few long ones meet somebody once at most, whatever they do to the mean.
   */
  public double predicted() {
    return window.average(nanos -> CostModel.conflict(p99PerSecond * nanos / 1e9));
  }

  public boolean isMeasured() {
    return attempts >= FEWEST;
  }

  /** Whether the hottest record alone tells. */
  public boolean isMeasuredOnHottest() {
    return hottestAttempts >= FEWEST_ON_HOTTEST;
  }

  /** The share of attempts that met another change; of the hottest record, if that has enough. */
  public double measured() {
    return isMeasuredOnHottest()
        ? (double) hottestConflicts / hottestAttempts
        : attempts == 0 ? 0 : (double) conflicts / attempts;
  }

  /** What was measured, or else what is predicted. */
  public double conflict() {
    return isMeasured() ? measured() : predicted();
  }

  public boolean isRemote() {
    return windowsAcross > 0 || heldAcross > 0;
  }
}
