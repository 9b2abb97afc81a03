package io.racetrace.order;

import io.racetrace.access.Access;
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

  private final ClockBounds clocks;
  private final Causality causality;

  /**
   * @param forest what is known of the traces that the accesses come from
   */
  public HappensBefore(SpanForest forest, ClockBounds clocks) {
    this.clocks = clocks;
    causality = new Causality(forest, clocks);
  }

  /** How the effect of one access stands to the effect of the other. */
  public Relation compare(Access a, Access b) {
    Relation causal = causality.compare(a, b);
    Relation sure = causal != null ? causal : StoreOrder.byVersions(a, b);
    return sure != null ? sure : atTheStore(a, b, byClocks(a, b));
  }

  /** What clocks leave open, locks and partitions may decide. */
  private Relation atTheStore(Access a, Access b, Relation clocks) {
    Ordering told = clocks.ordering();
    if (told == Ordering.BEFORE || told == Ordering.AFTER) {
      return clocks;
    }
    Relation locked = StoreOrder.byRowLocks(a, b, bound(a, b));
    if (locked != null) {
      return locked;
    }
    Relation inPartition = told == Ordering.UNKNOWN ? Partitions.compare(a, b) : null;
    return inPartition == null ? clocks : inPartition;
  }

  /** By how much the clocks of the two accesses may differ, in nanoseconds. */
  public long bound(Access a, Access b) {
    return clocks.between(a.site().instance(), b.site().instance());
  }

  /** By how much the clocks of any two accesses may differ at most, in nanoseconds. */
  public long widestBound() {
    return clocks.widest();
  }

  private Relation byClocks(Access a, Access b) {
    long bound = bound(a, b);
    Interval first = a.effect();
    Interval second = b.effect();
    if (isCoarse(first) || isCoarse(second)) {
      return Relation.UNKNOWN;
    }
    long untilB = second.start() - first.end();
    long untilA = first.start() - second.end();
    if (untilB > bound) {
      return new Relation(Ordering.BEFORE, new Edge.Clocks(untilB, bound));
    }
    if (untilA > bound) {
      return new Relation(Ordering.AFTER, new Edge.Clocks(untilA, bound));
    }
    if (-untilB > bound && -untilA > bound) {
      return new Relation(Ordering.CONCURRENT, new Edge.Clocks(Math.max(untilA, untilB), bound));
    }
    return Relation.UNKNOWN;
  }

  /** A store's answer takes time: an interval of length zero means that the clock is too coarse. */
  private static boolean isCoarse(Interval interval) {
    return interval.nanos() == 0;
  }

  /** Whether both are accesses of one instance, whose clock needs no bound against itself. */
  public static boolean shareClock(Access a, Access b) {
    ServiceInstance instance = a.site().instance();
    return instance.equals(b.site().instance());
  }
}
