package io.racetrace.access;

import io.racetrace.trace.Interval;
import io.racetrace.trace.SpanId;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
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
 * @param lent whether a caller that waits holds it, on a clock of its own: then it has no times
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
    @Nullable Interval released,
    boolean lent) {

  private static final Pattern BETWEEN_WORDS = Pattern.compile("[^A-Za-z]+|(?<=[a-z])(?=[A-Z])");
  private static final Pattern OF_LOCKS =
      Pattern.compile(
          "|r?locks?|locked|locking|mutex|leases?|sem|semaphore|(red|shed)lock|key|for");

  /**
   * Whether the lock is named like the record, {@code lock:account:42} and the account 42. Only
   * then is it known to be there for that record: who holds a lock may write other records, too.
   */
  public boolean isNamedLike(RecordKey record) {
    String key = lock.key();
    boolean sameKey =
        key.equalsIgnoreCase(record.key())
            || List.of(key.split("[^A-Za-z0-9-]+", -1)).contains(record.key());
    Set<String> own = words(lock.type().name());
    return sameKey && (own.isEmpty() || !Collections.disjoint(own, words(record.type().name())));
  }

  private static Set<String> words(String name) {
    Set<String> words = new HashSet<>();
    for (String part : BETWEEN_WORDS.split(name, -1)) {
      String word = part.toLowerCase(Locale.ROOT);
      if (!OF_LOCKS.matcher(word).matches()) {
        words.add(word.endsWith("s") ? word.substring(0, word.length() - 1) : word);
      }
    }
    return words;
  }

  /** Whether the lock was held when something took effect, as far as anybody can see. */
  public boolean covers(Interval effect) {
    return !failed
        && !isOverAt(effect.start())
        && (lent || released == null || released.start() >= effect.start());
  }

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
        released == null ? null : moved(released, nanos),
        lent);
  }

  /** This lease, running out otherwise. */
  public Lease running(@Nullable Long overAt, @Nullable Long heldUntil) {
    return new Lease(
        lock, acquire, asked, acquired, true, overAt, heldUntil, failed, confirmed, released, lent);
  }

  /** This lease, given back. */
  public Lease until(Interval release) {
    return new Lease(
        lock, acquire, asked, acquired, timed, over, held, failed, confirmed, release, lent);
  }

  /** This lease, as one whom the holder has called and waits for works under it. */
  public Lease lending() {
    return new Lease(
        lock, acquire, asked, acquired, timed, null, null, failed, confirmed, null, true);
  }

  private static Interval moved(Interval interval, long nanos) {
    return new Interval(interval.start() + nanos, interval.end() + nanos);
  }
}
