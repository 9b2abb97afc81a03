package io.racetrace.access.work;

import io.racetrace.access.Access;
import io.racetrace.access.Columns;
import io.racetrace.access.Guard;
import io.racetrace.access.KeySource;
import io.racetrace.access.Lease;
import io.racetrace.access.Operation;
import io.racetrace.access.Outcome;
import io.racetrace.access.Read;
import io.racetrace.access.RecordKey;
import io.racetrace.access.RecordKey.Kind;
import io.racetrace.access.RemoteCall;
import io.racetrace.access.Site;
import io.racetrace.access.Snapshot;
import io.racetrace.access.Surroundings;
import io.racetrace.access.Version;
import io.racetrace.access.Write;
import io.racetrace.access.touch.LockCommand.Step;
import io.racetrace.trace.Interval;
import io.racetrace.trace.Planted;
import io.racetrace.trace.Span;
import io.racetrace.trace.SpanId;
import io.racetrace.trace.TraceTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The accesses of one trace with the locks around them; and the same once more, gathered by lock:
 * what was done to it, and what was written while it was asked for.
 */
final class Locked {

  private final TraceTree tree;
  private final Executions executions;
  private final LockUse use;
  private final RemoteCalls remote;
  private final List<Access> byLock = new ArrayList<>();

  Locked(TraceTree tree, Executions executions, LockUse use) {
    this.tree = tree;
    this.executions = executions;
    this.use = use;
    remote = new RemoteCalls(tree, executions);
  }

  List<Access> around(List<Access> accesses) {
    if (use.isEmpty() && remote.isEmpty()) {
      return accesses;
    }
    Map<SpanId, List<Access>> bySpan =
        use.isEmpty()
            ? Map.of()
            : accesses.stream().collect(Collectors.groupingBy(access -> access.site().spanId()));
    List<Access> result = new ArrayList<>(accesses.size());
    for (Access access : accesses) {
      Span span = tree.span(access.site().spanId());
      result.add(span == null ? access : around(access, span, bySpan));
    }
    return result;
  }

  /** What was written under each lock. */
  List<Access> byLock() {
    return byLock;
  }

  private Access around(Access access, Span span, Map<SpanId, List<Access>> bySpan) {
    List<Lease> leases = use.isEmpty() ? List.of() : use.leasesAt(span, access.interval().start());
    RemoteCall call = remote.isEmpty() ? null : longest(access, leases, executions.lane(span));
    if (leases.isEmpty() && call == null) {
      return access;
    }
    if (access instanceof Write write) {
      for (Lease lease : leases) {
        if (lease.lent() || changes(lease.lock(), bySpan.getOrDefault(span.spanId(), List.of()))) {
          continue;
        }
        Surroundings there = write.site().surroundings().with(List.of(lease), write.record(), call);
        byLock.add(write.of(lease.lock()).at(write.site().in(there)));
      }
      return write.at(write.site().in(write.site().surroundings().with(leases, null, call)));
    }
    Read read = (Read) access;
    return new Read(
        read.record(),
        read.interval(),
        read.site().in(read.site().surroundings().with(leases, null, call)),
        read.columns(),
        read.guards(),
        read.seen());
  }

  /**
   * Whether the command changes the lock itself, and so can have looked who holds it: Redis runs a
   * script from its first line to its last with nobody between.
   */
  private static boolean changes(RecordKey lock, List<Access> ofCommand) {
    return ofCommand.stream()
        .map(Access::record)
        .anyMatch(record -> record.key().equals(lock.key()) && record.type().equals(lock.type()));
  }

  private @Nullable RemoteCall longest(Access access, List<Lease> leases, Executions.Key key) {
    RemoteCall longest = null;
    Interval end = access.site().unit().end();
    boolean holds = access instanceof Write || access.guards().contains(Guard.ROW_LOCK);
    if (holds && end != null) {
      longest = remote.longest(key, access.interval().end(), end.start(), null);
    }
    for (Lease lease : leases) {
      Interval released = lease.released();
      if (!lease.failed() && !lease.lent()) {
        long to = released != null ? released.start() : access.effect().start();
        longest = remote.longest(key, lease.acquired().end(), to, longest);
      }
    }
    return longest;
  }

  /** What was done to the locks themselves, each step as a write of the lock. */
  static List<Access> steps(
      LockUse use, Executions executions, Transactions transactions, Planted planted) {
    List<Access> steps = new ArrayList<>();
    for (LockUse.Event event : use.events()) {
      Span span = event.span();
      Step step = event.command().step();
      boolean taking = step == Step.ACQUIRE || step == Step.UNKNOWN;
      Interval when = span.interval();
      Site site =
          TraceAccesses.site(
              planted,
              executions,
              span,
              transactions.place(span).unit(),
              step + " " + event.command().type().name(),
              KeySource.COMMAND);
      steps.add(
          new Write(
              new RecordKey(event.command().type(), event.command().key(), Kind.LOCK),
              when,
              // It is in effect when it is answered, whatever transaction is around it.
              when,
              site.in(
                  site.surroundings()
                      .with(use.leaseAt(event, taking ? when.end() : when.start()), null, null)),
              operation(step),
              Columns.UNKNOWN,
              step == Step.CHECKED_RELEASE ? Set.of(Guard.VERSION_PREDICATE) : Set.of(),
              Snapshot.UNKNOWN,
              new Snapshot(Version.notRecorded(), event.command().token()),
              null,
              event.failed()
                  ? Outcome.FAILED
                  : Boolean.TRUE.equals(event.command().obtained())
                      ? Outcome.COMMITTED
                      : Outcome.INDETERMINATE,
              null));
    }
    return steps;
  }

  private static Operation operation(Step step) {
    return switch (step) {
      case ACQUIRE -> Operation.INSERT;
      case RENEW, UNKNOWN -> Operation.UPDATE;
      case RELEASE, CHECKED_RELEASE -> Operation.DELETE;
    };
  }
}
