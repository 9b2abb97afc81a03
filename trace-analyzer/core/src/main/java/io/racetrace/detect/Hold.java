package io.racetrace.detect;

import io.racetrace.access.Access;
import io.racetrace.access.Lease;
import io.racetrace.access.Operation;
import io.racetrace.access.RecordKey;
import io.racetrace.access.Write;
import io.racetrace.history.History;
import io.racetrace.trace.SpanId;
import io.racetrace.trace.TraceId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One execution that asked for a lock, and what it did until it gave the lock back. Whether it was
 * obtained no span of a client tells.
 *
 * @param acquire how it asked for the lock last
 * @param lease as the lock stood at that time
 * @param works what was written under it, in order
 * @param release how it was given back; null if it was not
 * @param renewals what was done to the lock meanwhile that may have prolonged it, by whomever
 */
record Hold(
    Write acquire, Lease lease, List<Write> works, @Nullable Write release, List<Write> renewals) {

  private record Asked(TraceId trace, SpanId acquire) {}

  /** All of a lock's history, in order. */
  static List<Hold> of(History history) {
    Map<Asked, Write> acquires = new LinkedHashMap<>();
    Map<Asked, Write> releases = new LinkedHashMap<>();
    Map<Asked, List<Write>> works = new LinkedHashMap<>();
    List<Write> renewals = new ArrayList<>();
    for (Access access : history.accesses()) {
      if (!(access instanceof Write write)) {
        continue;
      }
      Lease lease = lease(write);
      Asked asked = lease == null ? null : new Asked(write.site().traceId(), lease.acquire());
      if (write.site().surroundings().protects() != null) {
        if (asked != null) {
          works.computeIfAbsent(asked, key -> new ArrayList<>()).add(write);
        }
      } else if (write.operation() == Operation.DELETE) {
        if (asked != null) {
          releases.putIfAbsent(asked, write);
        }
      } else if (asked != null && asked.acquire.equals(write.site().spanId())) {
        acquires.put(asked, write);
      } else {
        renewals.add(write);
      }
    }
    List<Hold> holds = new ArrayList<>();
    acquires.forEach(
        (asked, acquire) ->
            holds.add(
                new Hold(
                    acquire,
                    Objects.requireNonNull(lease(acquire)),
                    works.getOrDefault(asked, List.of()),
                    releases.get(asked),
                    renewals)));
    return holds;
  }

  static @Nullable Lease lease(Access access) {
    List<Lease> leases = access.site().surroundings().leases();
    return leases.isEmpty() ? null : leases.get(0);
  }

  /** The record that a work under a lock wrote. */
  static RecordKey record(Write work) {
    return Objects.requireNonNullElse(work.site().surroundings().protects(), work.record());
  }

  /** Whether who asked went on as if it had the lock; who is refused asks again, or leaves it. */
  boolean wentOn() {
    return !lease.failed() && (lease.confirmed() || release != null || !works.isEmpty());
  }

  boolean isOf(Hold other) {
    return acquire.site().sameExecution(other.acquire.site());
  }

  /** Whether somebody beside the execution, on its behalf, may have prolonged the lease by then. */
  boolean mayBeProlonged(long time) {
    String token = acquire.left().value();
    for (Write renewal : renewals) {
      boolean meanwhile =
          renewal.interval().end() >= acquire.interval().start()
              && renewal.interval().start() <= time;
      boolean ofHolder =
          renewal.site().instance().equals(acquire.site().instance())
              || token != null && token.equals(renewal.left().value());
      if (meanwhile && ofHolder && !renewal.site().sameExecution(acquire.site())) {
        return true;
      }
    }
    return false;
  }
}
