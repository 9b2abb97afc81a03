package io.racetrace.order;

import io.racetrace.access.Access;
import io.racetrace.access.MovedTimes;
import io.racetrace.trace.Interval;
import io.racetrace.trace.ServiceInstance;
import io.racetrace.trace.SpanForest;

/**
 * Orders accesses. Causality comes first and always wins: a common ancestor in one trace, links
 * between traces. Where there is none, clocks tell within their bound; where they don't, a
 * partition's offsets may. The idea of the order is Lamport's (Time, Clocks, and the Ordering of
 * Events in a Distributed System, 1978).
 */
public final class HappensBefore {

  private final Causality causality;
  private final ClockOrder clocks;
  private final MeasuredClocks measured;

  /** With nothing measured: what is stated holds for any two clocks. */
  public HappensBefore(SpanForest forest, ClockBounds stated) {
    this(forest, stated, MeasuredClocks.none(stated));
  }

  /**
   * @param forest what is known of the traces that the accesses come from
   */
  public HappensBefore(SpanForest forest, ClockBounds stated, MeasuredClocks measured) {
    this.measured = measured;
    causality = new Causality(forest, stated);
    clocks = new ClockOrder(stated, measured);
  }

  /** How the effect of one access stands to the effect of the other. */
  public Relation compare(Access a, Access b) {
    Relation causal = causality.compare(asRecorded(a), asRecorded(b));
    Relation sure = causal != null ? causal : StoreOrder.byVersions(a, b);
    return sure != null ? sure : atTheStore(a, b, clocks.compare(a, b));
  }

  /** What clocks leave open, locks and partitions may decide. */
  private Relation atTheStore(Access a, Access b, Relation byClocks) {
    Ordering told = byClocks.ordering();
    if (told == Ordering.BEFORE || told == Ordering.AFTER) {
      return byClocks;
    }
    Relation rows = StoreOrder.byRowLocks(a, b, offset(a, b));
    Relation locked = rows != null ? rows : StoreOrder.byLeases(a, b, offset(a, b));
    if (locked != null) {
      return locked;
    }
    Relation inPartition = told == Ordering.UNKNOWN ? Partitions.compare(a, b) : null;
    return inPartition == null ? byClocks : inPartition;
  }

  /** By how much the clock of the second access is ahead of the first one's. */
  public ClockOffset offset(Access a, Access b) {
    return clocks.offset(a.site().instance(), a.effect(), b.site().instance(), b.effect());
  }

  /** How uncertain the offset of the two accesses' clocks is, in nanoseconds. */
  public long bound(Access a, Access b) {
    return offset(a, b).uncertainty();
  }

  /** By how much the times of any two accesses may be wrong against each other, in nanoseconds. */
  public long widestBound() {
    return measured.widest();
  }

  /**
   * The access as a common clock would have recorded it. Clocks that are known to be further off
   * than is stated are set right, so that what happened together lies together, and rules may sort
   * and sweep by time. All that is compared here has gone through this.
   */
  public Access onCommonClock(Access access) {
    return MovedTimes.of(access, -measured.moved(access.site().instance()));
  }

  private Access asRecorded(Access access) {
    return MovedTimes.of(access, measured.moved(access.site().instance()));
  }

  /** Whether some clocks are set right at all. */
  public boolean movesTimes() {
    return measured.movesTimes();
  }

  /** Whether clocks tell that the first time had passed before the second one. */
  public boolean clocksTell(ServiceInstance one, long end, ServiceInstance other, long start) {
    Interval first = new Interval(end, end);
    Interval second = new Interval(start, start);
    return start - end > clocks.offset(one, first, other, second).high();
  }

  /** Whether both are accesses of one instance, whose clock needs no bound against itself. */
  public static boolean shareClock(Access a, Access b) {
    return ClockBounds.shareClock(a.site().instance(), b.site().instance());
  }
}
