package io.racetrace.access;

import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What is around an access, beyond the rows themselves.
 *
 * @param locks of a predicate: the rows that its transaction had locked when the statement began;
 *     of a record: the other rows that it had locked as it read them
 * @param flow what tells that several executions belong together: of a predicate a session or a
 *     conversation, of a cause the attempt, of a record the session or the user who asked; null
 *     where nothing does
 * @param held the locks beside the rows that its execution held when the statement began; not told
 *     of causes
 * @param leases of a record and of a lock: the locks beside the records that the execution had
 *     asked for and not given back, in the order of their keys
 * @param protects of a lock: the record that was written under it; null where the access is what
 *     was done to the lock itself
 * @param remote of a record: the longest call to another service while its row was held, or one of
 *     the leases; null if there was none
 * @param answered of a write of which nobody knows whether its check hit a row: whether its
 *     execution left the record alone after it, and reported success
 */
public record Surroundings(
    SortedSet<String> locks,
    @Nullable String flow,
    List<HeldLock> held,
    List<Lease> leases,
    @Nullable RecordKey protects,
    @Nullable RemoteCall remote,
    boolean answered) {

  /** Nothing is known. */
  public static final Surroundings NONE = new Surroundings(new TreeSet<>(), null, List.of());

  /** Copies the collections. */
  public Surroundings {
    locks = Collections.unmodifiableSortedSet(new TreeSet<>(locks));
    held = List.copyOf(held);
    leases = List.copyOf(leases);
  }

  public Surroundings(SortedSet<String> locks, @Nullable String flow, List<HeldLock> held) {
    this(locks, flow, held, List.of(), null, null, false);
  }

  /** These, under locks beside the rows. */
  public Surroundings under(List<HeldLock> more) {
    return new Surroundings(locks, flow, more, leases, protects, remote, answered);
  }

  /** These, in a transaction that has locked other rows. */
  public Surroundings locking(SortedSet<String> rows) {
    return new Surroundings(rows, flow, held, leases, protects, remote, answered);
  }

  /** These, of a write whose execution reported success. */
  public Surroundings asAnswered() {
    return new Surroundings(locks, flow, held, leases, protects, remote, true);
  }

  /** These, and the locks beside the records, and what was called meanwhile. */
  public Surroundings with(
      List<Lease> asked, @Nullable RecordKey record, @Nullable RemoteCall call) {
    return asked.isEmpty() && call == null
        ? this
        : new Surroundings(locks, flow, held, asked, record, call, answered);
  }

  /** These, as another clock shows them, so many nanoseconds ahead. */
  Surroundings moved(long nanos) {
    return held.isEmpty() && leases.isEmpty() && remote == null
        ? this
        : new Surroundings(
            locks,
            flow,
            held.stream().map(lock -> lock.moved(nanos)).toList(),
            leases.stream().map(lease -> lease.moved(nanos)).toList(),
            protects,
            remote == null ? null : remote.moved(nanos),
            answered);
  }
}
