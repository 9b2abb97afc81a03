package io.racetrace.detect;

import io.racetrace.access.Access;
import io.racetrace.access.Lease;
import io.racetrace.access.Operation;
import io.racetrace.access.Outcome;
import io.racetrace.access.Write;
import io.racetrace.finding.Certainty;
import io.racetrace.finding.Finding;
import io.racetrace.finding.Rule;
import io.racetrace.finding.Scope;
import io.racetrace.finding.Severity;
import io.racetrace.history.History;
import io.racetrace.history.ReadModifyWrite;
import io.racetrace.order.HappensBefore;
import io.racetrace.order.Ordering;
import io.racetrace.order.Relation;
import io.racetrace.trace.ServiceInstance;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A record that some change under a lock was changed without it: by a path that never asks, or by
 * one that could not get the lock and went on. A lock beside the records is an agreement, and holds
 * only as long as everybody keeps it.
 */
public final class LockBypassed implements RecordDetector {

  /** How many neighbours in time are tried for each change. */
  private static final int TRIED = 64;

  private static final Rule RULE =
      new Rule(
          "lock-bypassed",
          "a record that others change under a lock was changed without it",
          "the same lock on every path; without it, leave out what it protects and mark the record");

  /** How a change came to be without the lock. */
  enum Why {
    /** It asked for the lock and could not get it. */
    FAILED,
    /** It had another one. */
    OTHER_LOCK,
    /** It never asked. */
    NEVER_ASKED
  }

  /**
   * @param bypassing the change without the lock
   * @param other a change that meets it
   * @param lock which lock it is about
   */
  record Bypass(
      ReadModifyWrite bypassing,
      ReadModifyWrite other,
      Lease lock,
      Why why,
      Certainty certainty,
      Relation relation) {}

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
    if (history.accesses().stream().noneMatch(LockBypassed::asksForLock)) {
      return List.of();
    }
    Occurrences occurrences = new Occurrences(RULE, Severity.HIGH, maxExemplars);
    List<ReadModifyWrite> changes = new ArrayList<>(history.changes());
    changes.removeIf(change -> change.write().operation() == Operation.INSERT);
    changes.sort(Comparator.comparing(change -> change.write().effect()));
    for (int i = 0; i < changes.size(); i++) {
      add(surest(changes, i, order), occurrences);
    }
    return occurrences.findings();
  }

  private static boolean asksForLock(Access access) {
    return !access.site().surroundings().leases().isEmpty();
  }

  private static void add(@Nullable Bypass bypass, Occurrences occurrences) {
    if (bypass != null) {
      Write a = bypass.bypassing.write();
      Write b = bypass.other.write();
      occurrences.add(a, b, Scope.UNKNOWN, 0, new TreeMap<>(), BypassStory.tell(bypass));
    }
  }

  /** One for each change, however many it met. */
  private static @Nullable Bypass surest(
      List<ReadModifyWrite> changes, int index, HappensBefore order) {
    Bypass surest = null;
    ReadModifyWrite change = changes.get(index);
    int end = Math.min(changes.size(), index + TRIED + 1);
    for (int i = Math.max(0, index - TRIED); i < end && !isMarked(change); i++) {
      Bypass bypass = i == index ? null : bypass(change, changes.get(i), order);
      if (bypass != null && (surest == null || isSurer(bypass, surest))) {
        surest = bypass;
      }
    }
    return surest;
  }

  private static boolean isSurer(Bypass one, Bypass other) {
    return one.certainty.compareTo(other.certainty) < 0;
  }

  /**
   * The other one's lock that is there for the record: one that both asked for, or one that is
   * named like the record; null if there is none.
   */
  private static @Nullable Lease lock(ReadModifyWrite change, ReadModifyWrite other) {
    Lease named = null;
    for (Lease lease : leases(other)) {
      if (leases(change).stream().anyMatch(own -> own.lock().equals(lease.lock()))) {
        return lease;
      }
      named = named == null && lease.isNamedLike(other.write().record()) ? lease : named;
    }
    return named;
  }

  private static List<Lease> leases(ReadModifyWrite change) {
    return change.write().site().surroundings().leases();
  }

  private static @Nullable Bypass bypass(
      ReadModifyWrite change, ReadModifyWrite other, HappensBefore order) {
    Lease theirs = lock(change, other);
    Why why = theirs == null ? null : why(change, theirs);
    boolean harm = destroys(change, other) || destroys(other, change);
    if (why == null || theirs == null || !harm) {
      return null;
    }
    if (why != Why.FAILED && !theirs.covers(other.write().effect())) {
      // They had no lock either.
      return null;
    }
    Relation relation = order.compare(change.write(), other.write());
    if (relation.isCausal() && relation.ordering() != Ordering.CONCURRENT) {
      // What leads to the other one, or follows from it, need not lock against it.
      return null;
    }
    return new Bypass(
        change, other, theirs, why, certainty(change, other, theirs, order), relation);
  }

  private static @Nullable Why why(ReadModifyWrite change, Lease theirs) {
    Why why = Why.NEVER_ASKED;
    for (Lease lease : leases(change)) {
      if (lease.lock().equals(theirs.lock())) {
        return lease.failed() ? Why.FAILED : null;
      }
      if (!lease.lock().type().equals(theirs.lock().type())
          && !lease.isNamedLike(change.write().record())) {
        // A lock of another kind may be a wider one, and enough.
        return null;
      }
      why = Why.OTHER_LOCK;
    }
    return why;
  }

  /** Who can't have the lock may leave out what it protects, and say so in the row. */
  private static boolean isMarked(ReadModifyWrite change) {
    return change.write().columns().contested().stream()
        .anyMatch(column -> column.contains("degraded"));
  }

  private static boolean destroys(ReadModifyWrite one, ReadModifyWrite other) {
    return one.canDestroy(other)
        && one.write().operation() == Operation.UPDATE
        && !one.checksFor(other)
        && !one.holdsRow()
        && !one.isIsolated();
  }

  private static Certainty certainty(
      ReadModifyWrite change, ReadModifyWrite other, Lease theirs, HappensBefore order) {
    ServiceInstance own = change.write().site().instance();
    ServiceInstance others = other.write().site().instance();
    long from = from(change);
    long to = change.write().effect().end();
    boolean held = !theirs.failed() && !theirs.lent();
    long heldFrom = held ? theirs.acquired().end() : from(other);
    long heldTo = other.write().effect().end();
    if (order.clocksTell(own, to, others, heldFrom)
        || order.clocksTell(others, heldTo, own, from)) {
      return Certainty.LATENT;
    }
    boolean known =
        change.write().outcome() == Outcome.COMMITTED
            && other.write().outcome() == Outcome.COMMITTED;
    boolean meet =
        order.clocksTell(own, from, others, heldTo) && order.clocksTell(others, heldFrom, own, to);
    return known && meet ? Certainty.LIKELY : Certainty.POSSIBLE;
  }

  /** From when on the change rests on what was there. */
  private static long from(ReadModifyWrite change) {
    return change.read() == null
        ? change.write().interval().start()
        : Math.min(change.read().interval().end(), change.write().interval().start());
  }
}
