package io.racetrace.access;

import io.racetrace.trace.Interval;
import io.racetrace.trace.SpanId;
import org.jspecify.annotations.Nullable;

/**
 * A lock beside the records, as one execution had asked for it when it made an access. A lock that
 * opens by itself is a lease (Gray and Cheriton, Leases, 1989): it is held for a time and no
 * longer, whatever its holder believes. All times are of the clock of the execution's instance, in
 * nanoseconds since 1970; the store counts the time from when it answered, which lies within the
 * span that asked.
 *
 * @param lock which one; its kind is {@link RecordKey.Kind#LOCK}
 * @param acquire the span that asked for it last
 * @param asked when the execution asked for it first, since it had it last
 * @param acquired when it asked for it last
 * @param timed whether the lock opens by itself, after a time that is seen or hidden
 * @param over from when on it has surely opened, renewals counted; null where nothing tells
 * @param held until when it surely has not; null where nothing tells
 * @param failed whether it is known that the lock was not obtained
 * @param confirmed whether it is known that it was
 * @param released when the execution gave it back; null if it did not
 */
public record Lease(
    RecordKey lock,
    SpanId acquire,
    long asked,
    Interval acquired,
    boolean timed,
    @Nullable Long over,
    @Nullable Long held,
    boolean failed,
    boolean confirmed,
    @Nullable Interval released) {

  /** Whether the lock had surely opened by itself by then. */
  public boolean isOverAt(long time) {
    return over != null && over < time;
  }

  /** Whether the lock may have opened by itself by then. */
  public boolean mayBeOverAt(long time) {
    return timed && (held == null || held <= time);
  }

  /** This lease on another clock, so many nanoseconds ahead. */
  Lease moved(long nanos) {
    return new Lease(
        lock,
        acquire,
        asked + nanos,
        moved(acquired, nanos),
        timed,
        over == null ? null : over + nanos,
        held == null ? null : held + nanos,
        failed,
        confirmed,
        released == null ? null : moved(released, nanos));
  }

  private static Interval moved(Interval interval, long nanos) {
    return new Interval(interval.start() + nanos, interval.end() + nanos);
  }
}
