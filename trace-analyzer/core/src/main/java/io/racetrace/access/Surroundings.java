package io.racetrace.access;

import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What is around an access, beyond the rows themselves.
 *
 * @param locks of a predicate: what its transaction had locked when the statement began: rows, and
 *     keys of advisory locks
 * @param flow what tells that several executions belong together: of a predicate a session or a
 *     conversation, of a cause the attempt, of a record the session or the user who asked; null
 *     where nothing does
 * @param leases of a record and of a lock: the locks beside the records that the execution had
 *     asked for and not given back, in the order of their keys
 * @param protects of a lock: the record that was written under it; null where the access is what
 *     was done to the lock itself
 * @param remote of a record: the longest call to another service while its row was held, or one of
 *     the leases; null if there was none
 */
public record Surroundings(
    SortedSet<String> locks,
    @Nullable String flow,
    List<Lease> leases,
    @Nullable RecordKey protects,
    @Nullable RemoteCall remote) {

  /** Nothing is known. */
  public static final Surroundings NONE = new Surroundings(new TreeSet<>(), null);

  /** Copies the collections. */
  public Surroundings {
    locks = Collections.unmodifiableSortedSet(new TreeSet<>(locks));
    leases = List.copyOf(leases);
  }

  public Surroundings(SortedSet<String> locks, @Nullable String flow) {
    this(locks, flow, List.of(), null, null);
  }

  /** These, and the locks beside the records, and what was called meanwhile. */
  Surroundings with(List<Lease> held, @Nullable RecordKey record, @Nullable RemoteCall call) {
    return held.isEmpty() && call == null
        ? this
        : new Surroundings(locks, flow, held, record, call);
  }

  /** These, as another clock shows them, so many nanoseconds ahead. */
  Surroundings moved(long nanos) {
    return leases.isEmpty() && remote == null
        ? this
        : new Surroundings(
            locks,
            flow,
            leases.stream().map(lease -> lease.moved(nanos)).toList(),
            protects,
            remote == null ? null : remote.moved(nanos));
  }
}
