package io.racetrace.order;

import io.racetrace.access.Access;
import io.racetrace.trace.Interval;
import io.racetrace.trace.ServiceInstance;
import java.util.Map;

/**
 * Orders accesses. Causality comes first and always wins: a common ancestor in one trace, links
 * between traces. Where there is none, clocks tell within their bound. The idea of the order is
 * Lamport's (Time, Clocks, and the Ordering of Events in a Distributed System, 1978).
 */
public final class HappensBefore {

  private final Causality causality;
  private final ClockOrder clocks;
  private final MeasuredClocks measured;

  /** With nothing measured: what is stated holds for any two clocks. */
  public HappensBefore(ClockBounds stated) {
    this(stated, MeasuredClocks.none(stated));
  }

  public HappensBefore(ClockBounds stated, MeasuredClocks measured) {
    this.measured = measured;
    causality = new Causality(stated.rounding());
    clocks = new ClockOrder(stated, measured);
  }

  /** How the effect of one access stands to the effect of the other. */
  public Relation compare(Access a, Access b) {
    Relation causal = causality.compare(a, b);
    return causal != null ? causal : clocks.compare(a, b);
  }

  /** By how much the clock of the second access is ahead of the first one's. */
  public ClockOffset offset(Access a, Access b) {
    return clocks.offset(a.site().instance(), a.effect(), b.site().instance(), b.effect());
  }

  /** How uncertain the offset of the two accesses' clocks is, in nanoseconds. */
  public long bound(Access a, Access b) {
    return offset(a, b).uncertainty();
  }

  /**
   * By how much the times of any two accesses may be wrong against each other at most, in
   * nanoseconds, once each is taken to the common clock.
   */
  public long widestBound() {
    return measured.widest();
  }

  /**
   * A time of an access on the common clock, which is nobody's: good for sorting and sweeping,
   * where clocks may be hours apart, and never for a verdict.
   */
  public long onCommonClock(Access access, long time) {
    return time - measured.ahead().getOrDefault(access.site().instance(), 0L);
  }

  /** By how much clocks are ahead of the common one, in nanoseconds; others are not known to be. */
  public Map<ServiceInstance, Long> ahead() {
    return measured.ahead();
  }

  /** Whether clocks tell that the first time passed before the second one. */
  public boolean clocksTell(ServiceInstance one, long end, ServiceInstance other, long start) {
    Interval first = new Interval(end, end);
    Interval second = new Interval(start, start);
    return start - end > clocks.offset(one, first, other, second).high();
  }

  /** Whether both are accesses of one instance, whose clock needs no bound against itself. */
  public static boolean shareClock(Access a, Access b) {
    ServiceInstance instance = a.site().instance();
    return instance.equals(b.site().instance());
  }
}
