package io.racetrace.detect;

import io.racetrace.access.Guard;
import io.racetrace.access.Lease;
import io.racetrace.access.Operation;
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
 * A lock was deleted by one who no longer held it, or never did, while another one held it. A third
 * one gets it from there on, and works beside the second. The manual of Redis asks for a token and
 * a script that compares it before the delete (SET, "Patterns").
 */
public final class LockReleasedByOther implements RecordDetector {

  private static final Rule RULE =
      new Rule(
          "lock-released-by-other",
          "a lock was given back by one who did not hold it",
          "a unique token for each holder, and a script that deletes only what still has it");

  /** How it came that the releasing one had not got the lock. */
  enum Why {
    EXPIRED,
    REFUSED,
    /** Its time is hidden; two had it at once. */
    HIDDEN
  }

  /**
   * @param holder who held the lock
   * @param relation how the holder's acquisition stands to the release
   */
  record Stolen(
      Hold releasing, Write release, Hold holder, Why why, Certainty certainty, Relation relation) {

    /** What the lock protects, by what was written under it; the lock itself where nothing was. */
    RecordKey record() {
      List<Write> works = holder.works().isEmpty() ? releasing.works() : holder.works();
      return works.isEmpty() ? release.record() : Hold.record(works.get(works.size() - 1));
    }
  }

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
    for (Hold releasing : holds) {
      Stolen stolen = null;
      for (Hold holder : holds) {
        Stolen found = stolen(releasing, holder, order);
        if (found != null && (stolen == null || found.certainty.compareTo(stolen.certainty) < 0)) {
          stolen = found;
        }
      }
      if (stolen != null) {
        occurrences.add(
            stolen.release.of(stolen.record()),
            stolen.holder.acquire(),
            Scope.UNKNOWN,
            0,
            new TreeMap<>(),
            LockStory.released(stolen));
      }
    }
    return occurrences.findings();
  }

  private static @Nullable Stolen stolen(Hold releasing, Hold holder, HappensBefore order) {
    Write release = releasing.release();
    if (release == null
        || release.operation() != Operation.DELETE
        || release.outcome() == Outcome.FAILED
        || release.guards().contains(Guard.VERSION_PREDICATE)
        || holder.isOf(releasing)
        || !holder.wentOn()
        || releasing.mayBeProlonged(release.interval().start())) {
      return null;
    }
    Relation had = order.compare(holder.acquire(), release);
    Why why = had.ordering() == Ordering.AFTER ? null : why(releasing, release, holder, order);
    if (why == null || isOver(holder, release, order)) {
      return null;
    }
    boolean sure = had.ordering() == Ordering.BEFORE && why != Why.HIDDEN;
    Certainty certainty =
        sure ? had.isCausal() ? Certainty.PROVEN : Certainty.LIKELY : Certainty.POSSIBLE;
    return new Stolen(releasing, release, holder, why, certainty, had);
  }

  /** Whether the holder had nothing left to lose. */
  private static boolean isOver(Hold holder, Write release, HappensBefore order) {
    Write back = holder.release();
    Relation relation = back == null ? null : order.compare(back, release);
    if (relation != null && relation.ordering() == Ordering.BEFORE) {
      return true;
    }
    Long over = latest(holder).over();
    return over != null
        && order.clocksTell(
            holder.acquire().site().instance(),
            over,
            release.site().instance(),
            release.interval().start());
  }

  /** The lease as it stood last, renewals counted. */
  private static Lease latest(Hold hold) {
    Write last =
        hold.works().isEmpty() ? hold.acquire() : hold.works().get(hold.works().size() - 1);
    Lease lease = Hold.lease(last);
    return lease == null ? hold.lease() : lease;
  }

  private static @Nullable Why why(
      Hold releasing, Write release, Hold holder, HappensBefore order) {
    Lease lease = Hold.lease(release);
    if (lease == null || wasRefused(releasing, holder, order)) {
      return lease == null ? null : Why.REFUSED;
    }
    Relation taken = order.compare(releasing.acquire(), holder.acquire());
    if (taken.ordering() != Ordering.BEFORE || !lease.timed()) {
      return null;
    }
    Long over = lease.over();
    Long held = lease.held();
    ServiceInstance releasers = release.site().instance();
    ServiceInstance holders = holder.acquire().site().instance();
    if (over == null || held == null) {
      return isAmidWork(release, holder, order) && !releasing.works().isEmpty() ? Why.HIDDEN : null;
    }
    boolean asked = order.clocksTell(holders, holder.lease().acquired().end(), releasers, held);
    return lease.isOverAt(release.interval().start()) && !asked ? Why.EXPIRED : null;
  }

  /** Whoever asks again and again for a lock works only when the other one has given it back. */
  private static boolean isAmidWork(Write release, Hold holder, HappensBefore order) {
    boolean before = false;
    boolean after = false;
    for (Write work : holder.works()) {
      Ordering ordering = order.compare(work, release).ordering();
      before |= ordering == Ordering.BEFORE;
      after |= ordering == Ordering.AFTER;
    }
    return before && after;
  }

  /** Whether the other one surely held the lock when this one asked. */
  private static boolean wasRefused(Hold asking, Hold holder, HappensBefore order) {
    if (asking.lease().failed()) {
      return true;
    }
    Long held = holder.lease().held();
    boolean had = order.compare(holder.acquire(), asking.acquire()).ordering() == Ordering.BEFORE;
    Write back = holder.release();
    boolean kept =
        back == null || order.compare(asking.acquire(), back).ordering() == Ordering.BEFORE;
    return !asking.lease().confirmed()
        && had
        && kept
        && held != null
        && order.clocksTell(
            asking.acquire().site().instance(),
            asking.lease().acquired().end(),
            holder.acquire().site().instance(),
            held);
  }
}
