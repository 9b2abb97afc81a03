package io.racetrace.detect;

import io.racetrace.access.Guard;
import io.racetrace.access.Lease;
import io.racetrace.access.Outcome;
import io.racetrace.access.RecordKey;
import io.racetrace.access.Write;
import io.racetrace.finding.Certainty;
import io.racetrace.finding.Finding;
import io.racetrace.finding.Rule;
import io.racetrace.finding.Scope;
import io.racetrace.finding.Severity;
import io.racetrace.history.History;
import io.racetrace.order.HappensBefore;
import io.racetrace.order.Ordering;
import io.racetrace.order.Relation;
import io.racetrace.trace.ServiceInstance;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Work that was begun under a lease went on when the lease was over, and somebody else held it by
 * then. The holder cannot notice: a pause, a slow call or a long queue look like no time at all
 * from within (Kleppmann, How to do distributed locking, 2016). What helps is that the record
 * itself refuses the late write, by a number that grows with each lease.
 */
public final class LockExpired implements RecordDetector {

  private static final Rule RULE =
      new Rule(
          "lock-expired",
          "work under a lease went on when the lease was over",
          "a fencing token that the row checks; a lease longer than the work, or renewed");

  /**
   * @param other who had the lock by then, or has it later
   * @param relation how the other's acquisition stands to the write
   */
  record Late(Hold hold, Write work, Hold other, Certainty certainty, Relation relation) {}

  @Override
  public Rule rule() {
    return RULE;
  }

  @Override
  public RecordKey.Kind kind() {
    return RecordKey.Kind.LOCK;
  }

  @Override
  public List<Finding> detect(History history, HappensBefore order) {
    return detect(history, order, Integer.MAX_VALUE);
  }

  @Override
  public List<Finding> detect(History history, HappensBefore order, int maxExemplars) {
    List<Hold> holds = Hold.of(history);
    Occurrences occurrences = new Occurrences(RULE, Severity.HIGH, maxExemplars);
    for (Hold hold : holds) {
      Late late = hold.wentOn() ? surest(hold, holds, order) : null;
      if (late != null) {
        Write work = late.work.of(Hold.record(late.work));
        occurrences.add(
            work, late.other.acquire(), Scope.UNKNOWN, 0, new TreeMap<>(), LockStory.expired(late));
      }
    }
    return occurrences.findings();
  }

  /** One for each hold, however much was written in it. */
  private static @Nullable Late surest(Hold hold, List<Hold> holds, HappensBefore order) {
    Late surest = null;
    for (Write work : hold.works()) {
      // Who checks a token in the row is refused by it.
      if (work.outcome().mayHaveTakenEffect()
          && !work.guards().contains(Guard.VERSION_PREDICATE)
          && !hold.mayBeProlonged(work.effect().start())) {
        for (Hold other : holds) {
          Late late = other.isOf(hold) || !other.wentOn() ? null : late(hold, work, other, order);
          if (late != null && (surest == null || late.certainty.compareTo(surest.certainty) < 0)) {
            surest = late;
          }
        }
      }
    }
    return surest;
  }

  private static @Nullable Late late(Hold hold, Write work, Hold other, HappensBefore order) {
    Lease lease = Hold.lease(work);
    if (lease == null || !lease.timed()) {
      return null;
    }
    Relation after = order.compare(hold.acquire(), other.acquire());
    Relation before = order.compare(other.acquire(), work);
    if (after.ordering() == Ordering.AFTER) {
      return null;
    }
    if (lease.over() == null) {
      boolean meanwhile =
          after.ordering() == Ordering.BEFORE && before.ordering() == Ordering.BEFORE;
      return meanwhile && collides(work, other)
          ? new Late(hold, work, other, Certainty.POSSIBLE, before)
          : null;
    }
    if (!lease.isOverAt(work.effect().start())) {
      return null;
    }
    if (before.ordering() == Ordering.AFTER) {
      return new Late(hold, work, other, Certainty.LATENT, before);
    }
    ServiceInstance own = work.site().instance();
    ServiceInstance others = other.acquire().site().instance();
    Long held = lease.held();
    if (held != null && order.clocksTell(others, other.lease().acquired().end(), own, held)) {
      // It asked while the lease ran, and was refused.
      return null;
    }
    boolean sure =
        before.ordering() == Ordering.BEFORE
            && after.ordering() == Ordering.BEFORE
            && work.outcome() == Outcome.COMMITTED
            && order.clocksTell(own, lease.over(), others, other.lease().acquired().start());
    boolean causal = sure && before.isCausal() && after.isCausal();
    return new Late(
        hold,
        work,
        other,
        causal ? Certainty.PROVEN : sure ? Certainty.LIKELY : Certainty.POSSIBLE,
        before);
  }

  /** Whether the other one wrote the same of the same record, so that it had the lock as well. */
  private static boolean collides(Write work, Hold other) {
    for (Write theirs : other.works()) {
      if (theirs.outcome().mayHaveTakenEffect()
          && Hold.record(theirs).equals(Hold.record(work))
          && (theirs.columns().canDestroy(work.columns())
              || work.columns().canDestroy(theirs.columns()))) {
        return true;
      }
    }
    return false;
  }
}
