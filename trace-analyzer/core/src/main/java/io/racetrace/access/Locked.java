package io.racetrace.access;

import io.racetrace.access.LockCommand.Step;
import io.racetrace.access.RecordKey.Kind;
import io.racetrace.trace.Interval;
import io.racetrace.trace.Planted;
import io.racetrace.trace.Span;
import io.racetrace.trace.SpanKind;
import io.racetrace.trace.TraceTree;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The accesses of one trace with the locks around them; and the same once more, gathered by lock:
 * what was done to it, and what was written while it was asked for.
 */
final class Locked {

  /** So many calls of one hold are looked at. */
  private static final int TRIED = 64;

  private final TraceTree tree;
  private final Executions executions;
  private final LockUse use;
  private final Map<Executions.Key, List<RemoteCall>> remote = new HashMap<>();
  private final List<Access> byLock = new ArrayList<>();

  Locked(TraceTree tree, Executions executions, LockUse use) {
    this.tree = tree;
    this.executions = executions;
    this.use = use;
    Map<Span, Span> answers = new HashMap<>();
    for (Span span : tree.spans()) {
      Span above = span.kind().isEntry() ? tree.parent(span) : null;
      if (above != null && !above.instance().equals(span.instance())) {
        answers.put(above, span);
      }
    }
    for (Span span : tree.spans()) {
      // What another service answers; stores and brokers are no other services.
      Span answer = answers.get(span);
      if (span.kind() == SpanKind.CLIENT
          && DatabaseSpan.system(span) == null
          && DatabaseSpan.text(span).isEmpty()) {
        String name =
            answer == null ? span.name() : span.name() + " " + answer.instance().service();
        remote
            .computeIfAbsent(executions.lane(span), key -> new ArrayList<>())
            .add(new RemoteCall(name, span.interval().start(), span.interval().nanos()));
      }
    }
    remote
        .values()
        .forEach(
            calls ->
                calls.sort(
                    Comparator.comparingLong(RemoteCall::start)
                        .thenComparingLong(RemoteCall::nanos)
                        .thenComparing(RemoteCall::name)));
  }

  List<Access> around(List<Access> accesses) {
    if (use.isEmpty() && remote.isEmpty()) {
      return accesses;
    }
    List<Access> result = new ArrayList<>(accesses.size());
    for (Access access : accesses) {
      Span span = tree.span(access.site().spanId());
      result.add(span == null ? access : around(access, span));
    }
    return result;
  }

  /** What was written under each lock. */
  List<Access> byLock() {
    return byLock;
  }

  private Access around(Access access, Span span) {
    List<Lease> leases = use.isEmpty() ? List.of() : use.leasesAt(span, access.interval().start());
    RemoteCall call = remote.isEmpty() ? null : longest(access, leases, executions.lane(span));
    if (leases.isEmpty() && call == null) {
      return access;
    }
    if (access instanceof Write write) {
      for (Lease lease : leases) {
        if (lease.lent()) {
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

  private @Nullable RemoteCall longest(Access access, List<Lease> leases, Executions.Key key) {
    List<RemoteCall> calls = remote.getOrDefault(key, List.of());
    RemoteCall longest = null;
    Interval end = access.site().unit().end();
    boolean holds = access instanceof Write || access.guards().contains(Guard.ROW_LOCK);
    if (holds && end != null) {
      longest = longest(calls, access.interval().end(), end.start(), null);
    }
    for (Lease lease : leases) {
      Interval released = lease.released();
      if (!lease.failed() && !lease.lent()) {
        long to = released != null ? released.start() : access.effect().start();
        longest = longest(calls, lease.acquired().end(), to, longest);
      }
    }
    return longest;
  }

  private static @Nullable RemoteCall longest(
      List<RemoteCall> calls, long from, long to, @Nullable RemoteCall other) {
    RemoteCall longest = other;
    int first = firstFrom(calls, from);
    for (int i = first; i < Math.min(calls.size(), first + TRIED); i++) {
      RemoteCall call = calls.get(i);
      if (call.start() + call.nanos() <= to
          && (longest == null || call.nanos() > longest.nanos())) {
        longest = call;
      }
    }
    return longest;
  }

  private static int firstFrom(List<RemoteCall> calls, long time) {
    int low = 0;
    int high = calls.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (calls.get(middle).start() < time) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
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
