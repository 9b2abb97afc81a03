package io.racetrace.detect;

import io.racetrace.access.Access;
import io.racetrace.access.Guard;
import io.racetrace.access.Lease;
import io.racetrace.access.Operation;
import io.racetrace.access.Outcome;
import io.racetrace.access.RemoteCall;
import io.racetrace.access.Site;
import io.racetrace.access.UnitOfWork;
import io.racetrace.access.UnitOfWork.Boundary;
import io.racetrace.access.Write;
import io.racetrace.finding.Certainty;
import io.racetrace.finding.Exemplar;
import io.racetrace.finding.Finding;
import io.racetrace.finding.Rule;
import io.racetrace.finding.Scope;
import io.racetrace.finding.Severity;
import io.racetrace.finding.Step;
import io.racetrace.history.History;
import io.racetrace.order.HappensBefore;
import io.racetrace.trace.Interval;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A row, or a lock for it, was held while another service was asked, and others waited. No change
 * is lost; but whoever waits holds a connection and often further rows, so that a slow answer over
 * there becomes a standstill here. That somebody did wait decides; what nobody waited for is told
 * as a prediction.
 */
public final class LockHeldTooLong implements RecordDetector {

  /** What nobody notices, in nanoseconds: lock, write, commit takes less. */
  private static final long UNNOTICED = 50_000_000;

  /** How many accesses after the first one of a hold are looked at for one that waited. */
  private static final int TRIED = 64;

  private static final Rule RULE =
      new Rule(
          "lock-held-too-long",
          "a row or a lock was held across a call to another service, or for long",
          "call first, then lock, write, commit; a version column where the call must be between");

  /**
   * @param access with which the row, or the first write under the lock, was taken
   * @param lease null where the row itself is held
   * @param held surely, on the holder's clock
   * @param remote the longest call meanwhile; null if there was none
   */
  private record Held(
      Access access, @Nullable Lease lease, Interval held, @Nullable RemoteCall remote) {}

  @Override
  public Rule rule() {
    return RULE;
  }

  @Override
  public List<Finding> detect(History history, HappensBefore order) {
    return detect(history, order, Integer.MAX_VALUE);
  }

  @Override
  public List<Finding> detect(History history, HappensBefore order, int maxExemplars) {
    Occurrences occurrences = new Occurrences(RULE, Severity.MEDIUM, maxExemplars);
    for (Held held : longHolds(history)) {
      Access waiting = longestWait(held, history, order);
      long waited = waiting == null ? 0 : waited(held, waiting);
      Access other = waiting != null ? waiting : anyOther(held, history);
      if (other != null && (held.remote != null || waited > UNNOTICED)) {
        Certainty certainty =
            waited > UNNOTICED && held.remote != null ? Certainty.LIKELY : Certainty.LATENT;
        Telling telling =
            Telling.of(
                held.access, other, certainty, () -> exemplar(held, other, waited, certainty));
        occurrences.add(held.access, other, Scope.UNKNOWN, 0, new TreeMap<>(), telling);
      }
    }
    return occurrences.findings();
  }

  private static List<Held> longHolds(History history) {
    Map<Object, Held> first = new HashMap<>();
    for (Access access : history.accesses()) {
      for (Held held : holds(access)) {
        if (held.remote == null && held.held.nanos() <= UNNOTICED) {
          continue;
        }
        Site site = access.site();
        Object unit =
            held.lease == null
                ? List.of(site.traceId(), site.unit().id(), site.instance())
                : List.of(site.traceId(), held.lease.acquire());
        Held before = first.get(unit);
        if (before == null || held.held.nanos() > before.held.nanos()) {
          first.put(unit, held);
        }
      }
    }
    List<Held> all = new ArrayList<>(first.values());
    all.sort((a, b) -> Access.CANONICAL.compare(a.access, b.access));
    return all;
  }

  private static List<Held> holds(Access access) {
    UnitOfWork unit = access.site().unit();
    if (unit.boundary() != Boundary.TRANSACTION
        && access.site().surroundings().leases().isEmpty()) {
      return List.of();
    }
    List<Held> holds = new ArrayList<>();
    Interval end = unit.end();
    boolean locks =
        access instanceof Write write
            ? write.operation() == Operation.UPDATE && write.outcome() == Outcome.COMMITTED
            : access.guards().contains(Guard.ROW_LOCK);
    boolean inTransaction = unit.boundary() == Boundary.TRANSACTION;
    long from = access.interval().end();
    if (locks && inTransaction && end != null && end.start() > from) {
      holds.add(held(access, null, new Interval(from, end.start())));
    }
    for (Lease lease : access.site().surroundings().leases()) {
      Interval released = lease.released();
      long acquired = lease.acquired().end();
      if (released != null
          && !lease.failed()
          && lease.isNamedLike(access.record())
          && isChange(access)
          && released.start() > acquired) {
        holds.add(held(access, lease, new Interval(acquired, released.start())));
      }
    }
    return holds;
  }

  /**
   * Whether a record is changed that was there. What is put where nothing was is a copy, mostly:
   * there the lock is for the call that fills it, and who waits waits for what he asked for.
   */
  private static boolean isChange(Access access) {
    return access instanceof Write write && write.operation() != Operation.INSERT;
  }

  private static Held held(Access access, @Nullable Lease lease, Interval held) {
    RemoteCall call = access.site().surroundings().remote();
    boolean inside =
        call != null && held.start() <= call.start() && call.start() + call.nanos() <= held.end();
    return new Held(access, lease, held, inside ? call : null);
  }

  /** Who asked for the row, or the lock, while it was held, and got it when it was let go. */
  private static @Nullable Access longestWait(Held held, History history, HappensBefore order) {
    Access longest = null;
    List<Access> all = history.accesses();
    int first = Collections.binarySearch(all, held.access, Access.CANONICAL) + 1;
    for (int i = Math.max(0, first); i < Math.min(all.size(), first + TRIED); i++) {
      Access access = all.get(i);
      if (!access.site().sameExecution(held.access.site())
          && waits(held, access, order)
          && (longest == null || waited(held, access) > waited(held, longest))) {
        longest = access;
      }
    }
    return longest;
  }

  private static boolean waits(Held held, Access access, HappensBefore order) {
    Interval waiting = waiting(held, access);
    long begun = held.held.start();
    return waiting != null
        && order.clocksTell(
            held.access.site().instance(), begun, access.site().instance(), waiting.end())
        // What ended before the row was let go did not wait for it.
        && waiting.end() + order.bound(held.access, access) >= held.held.end()
        && waiting.start() < held.held.end();
  }

  /** When the access waited, if it did. */
  private static @Nullable Interval waiting(Held held, Access access) {
    if (held.lease == null) {
      boolean wants = access instanceof Write || access.guards().contains(Guard.ROW_LOCK);
      return wants ? access.interval() : null;
    }
    for (Lease lease : access.site().surroundings().leases()) {
      if (lease.lock().equals(held.lease.lock()) && !lease.failed() && !lease.lent()) {
        return new Interval(lease.asked(), lease.acquired().end());
      }
    }
    return null;
  }

  /** For how long both lasted. */
  private static long waited(Held held, Access access) {
    Interval waiting = waiting(held, access);
    return waiting == null
        ? 0
        : Math.min(waiting.end(), held.held.end()) - Math.max(waiting.start(), held.held.start());
  }

  private static @Nullable Access anyOther(Held held, History history) {
    for (Access access : history.accesses()) {
      if (access instanceof Write && !access.site().sameExecution(held.access.site())) {
        return access;
      }
    }
    return null;
  }

  private static Exemplar exemplar(Held held, Access other, long waited, Certainty certainty) {
    String what = held.lease == null ? "the row" : LockStory.name(held.lease);
    String length = LockStory.millis(held.held.nanos());
    List<Step> steps = new ArrayList<>();
    steps.add(new Step(held.held.start(), "A", "LOCK", "unknown", ""));
    RemoteCall call = held.remote;
    if (call != null) {
      steps.add(new Step(call.start(), "A", "CALL " + call.name(), "unknown", ""));
    }
    steps.add(new Step(held.held.end(), "A", "UNLOCK", "unknown", "<< " + length));
    steps.add(LockStory.step("B", other, "WRITE", ""));
    List<String> because = new ArrayList<>();
    because.add("A held " + what + " for " + length + ", by A's own clock");
    if (call != null) {
      because.add("of these, " + LockStory.millis(call.nanos()) + " were " + call.name());
    }
    because.add(
        waited > UNNOTICED
            ? "B wanted it meanwhile, and waited " + LockStory.millis(waited)
            : "nobody who wanted it waited for long, this time");
    return LockStory.exemplar(
        certainty,
        held.access,
        other,
        held.access.record().key(),
        steps,
        held.access.site().service()
            + " held "
            + what
            + " for "
            + length
            + (call == null ? "" : ", across a call to another service")
            + (waited > UNNOTICED ? "; others waited" : ""),
        because,
        List.of("a wait of A's own for the row", "a call before the lock or after the commit"),
        "the clock of A, and when B went on");
  }
}
