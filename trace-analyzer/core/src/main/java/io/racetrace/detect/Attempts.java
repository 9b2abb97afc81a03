package io.racetrace.detect;

import io.racetrace.access.Access;
import io.racetrace.access.Guard;
import io.racetrace.access.Operation;
import io.racetrace.access.Outcome;
import io.racetrace.access.Read;
import io.racetrace.access.Site;
import io.racetrace.access.Version;
import io.racetrace.access.Write;
import io.racetrace.history.History;
import io.racetrace.order.HappensBefore;
import io.racetrace.order.Ordering;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The attempts to change one record, and why those that were refused were refused. */
final class Attempts {

  /** So many changes before an attempt are asked whether they came between. */
  private static final int TRIED = 8;

  private final HappensBefore order;
  private final List<Write> changes;
  private final Map<Object, Read> basis = new HashMap<>();
  private final Map<Version, List<Write>> byBase = new HashMap<>();

  /** How sure it is that somebody else's change was the reason. */
  enum Reason {
    /** The store says so, or two attempts rest on one version, of which one took effect. */
    PROVEN,
    /** Somebody changed the record between the read and the attempt. */
    BY_TIMES,
    NONE
  }

  /**
   * One attempt: what one transaction wrote, or one statement by itself.
   *
   * @param read what it is based on; null if that is not seen
   * @param winner whose change came between; null if it is not known, or the attempt took effect
   */
  record Attempt(Write write, @Nullable Read read, Reason reason, @Nullable Write winner) {

    boolean isRefused() {
      return write.rejectedBy() != null;
    }
  }

  private Attempts(History history, HappensBefore order) {
    this.order = order;
    changes = history.effectiveWrites();
    for (Write change : changes) {
      Version base = change.base().version();
      if (base.isKnown()) {
        List<Write> based = byBase.computeIfAbsent(base, key -> new ArrayList<>());
        // Two of two executions are enough to find another one than any.
        if (based.size() < 2) {
          based.add(change);
        }
      }
    }
  }

  /** How many writes conflicts refused, which costs little to ask. */
  static long refused(History history) {
    return history.accesses().stream()
        .filter(access -> access instanceof Write write && isConflict(write))
        .count();
  }

  private static boolean isConflict(Write write) {
    Guard by = write.rejectedBy();
    boolean refused = write.outcome() == Outcome.REJECTED || write.outcome() == Outcome.UNNOTICED;
    return refused
        && (by == Guard.VERSION_PREDICATE || by == Guard.ISOLATION || by == Guard.ROW_LOCK);
  }

  /** The attempts of each execution that ran an operation which conflicts, in their order. */
  static Map<String, Map<Object, List<Attempt>>> byOperation(History history, HappensBefore order) {
    Attempts attempts = new Attempts(history, order);
    List<Access> byTime = new ArrayList<>(history.accesses());
    byTime.sort((a, b) -> a.interval().compareTo(b.interval()));
    Map<String, Map<Object, List<Attempt>>> all = new LinkedHashMap<>();
    Set<String> conflicting = new HashSet<>();
    Set<Object> seen = new HashSet<>();
    for (Access access : byTime) {
      Site site = access.site();
      if (access instanceof Read read) {
        attempts.basis.put(execution(site), read);
      } else if (access instanceof Write write && isAttempt(write) && seen.add(once(write))) {
        String operation = operation(site);
        if (isConflict(write)) {
          conflicting.add(operation);
        }
        all.computeIfAbsent(operation, key -> new LinkedHashMap<>())
            .computeIfAbsent(execution(site), key -> new ArrayList<>())
            .add(attempts.attempt(write));
      }
    }
    all.keySet().retainAll(conflicting);
    return all;
  }

  static String operation(Site site) {
    return site.service() + " " + site.entryPoint().operation();
  }

  private static boolean isAttempt(Write write) {
    return write.operation() != Operation.INSERT
        && (isConflict(write) || write.outcome().mayHaveTakenEffect());
  }

  private static Object execution(Site site) {
    return List.of(site.traceId(), site.entryPoint().spanId(), site.instance());
  }

  /** The end of a transaction refuses or takes all that it wrote to the record at once. */
  private static Object once(Write write) {
    Site site = write.site();
    boolean together =
        site.unit().boundary().isTransaction() && write.rejectedBy() != Guard.VERSION_PREDICATE;
    return List.of(site.traceId(), together ? site.unit().id() : site.spanId(), isConflict(write));
  }

  private Attempt attempt(Write write) {
    Read read = basis.get(execution(write.site()));
    if (!isConflict(write)) {
      return new Attempt(write, read, Reason.NONE, null);
    }
    Write winner = ofSameVersion(write, read);
    if (winner != null) {
      return new Attempt(write, read, Reason.PROVEN, winner);
    }
    winner = between(read, write);
    boolean told = write.rejectedBy() != Guard.VERSION_PREDICATE;
    return new Attempt(
        write, read, told ? Reason.PROVEN : winner == null ? Reason.NONE : Reason.BY_TIMES, winner);
  }

  /** Who changed the version that the attempt rests on. */
  private @Nullable Write ofSameVersion(Write write, @Nullable Read read) {
    Version told = write.base().version();
    Version base = told.isKnown() || read == null ? told : read.seen().version();
    if (base.isKnown()) {
      for (Write other : byBase.getOrDefault(base, List.of())) {
        if (!other.site().sameExecution(write.site())) {
          return other;
        }
      }
    }
    return null;
  }

  /** Who changed the record after it was read; the last one before the attempt, if several. */
  private @Nullable Write between(@Nullable Read read, Write write) {
    if (read == null) {
      return null;
    }
    int to = firstAfter(write.interval().end() + order.widestBound());
    for (int i = to - 1; i >= Math.max(0, to - TRIED); i--) {
      Write other = changes.get(i);
      if (!other.site().sameExecution(write.site())
          && order.compare(other, write).ordering() != Ordering.AFTER
          && order.compare(read, other).ordering() == Ordering.BEFORE) {
        return other;
      }
    }
    return null;
  }

  private int firstAfter(long time) {
    int from = 0;
    int to = changes.size();
    while (from < to) {
      int middle = (from + to) >>> 1;
      if (changes.get(middle).effect().start() > time) {
        to = middle;
      } else {
        from = middle + 1;
      }
    }
    return from;
  }
}
