package io.racetrace.access;

import io.racetrace.access.LockCommand.Step;
import io.racetrace.access.RecordKey.Kind;
import io.racetrace.trace.Interval;
import io.racetrace.trace.Span;
import io.racetrace.trace.SpanKind;
import io.racetrace.trace.SpanStatus;
import io.racetrace.trace.TraceTree;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the executions of one trace did to locks that are kept beside the records. */
final class LockUse {

  /** More locks in one execution are a sweep over all of them, and guard nothing. */
  private static final int MOST = 16;

  /** So many calls up, callers are asked for what they hold. */
  private static final int FARTHEST = 8;

  private static final Comparator<Event> BY_TIME =
      Comparator.comparing((Event event) -> event.span.interval())
          .thenComparing(event -> event.span.spanId())
          .thenComparing(event -> event.command.step());

  private final TraceTree tree;
  private final Executions executions;
  private final List<Event> all = new ArrayList<>();
  private final Map<Executions.Key, SortedMap<RecordKey, List<Event>>> byExecution =
      new HashMap<>();

  /** A command, and the span that tells of it. */
  record Event(Span span, LockCommand command) {

    RecordKey lock() {
      return new RecordKey(command.type(), command.key(), Kind.LOCK);
    }

    /** Whether it is known that the lock was not obtained. */
    boolean failed() {
      return span.status() == SpanStatus.ERROR || Boolean.FALSE.equals(command.obtained());
    }
  }

  LockUse(TraceTree tree, Executions executions, List<AccessExtractor> extractors) {
    this.tree = tree;
    this.executions = executions;
    List<Event> stated = new ArrayList<>();
    for (Span span : tree.spans()) {
      for (AccessExtractor extractor : extractors) {
        for (LockCommand command : extractor.locks(span)) {
          (command.type().store().equals(Store.STATED) ? stated : all)
              .add(new Event(span, command));
        }
      }
    }
    if (!stated.isEmpty()) {
      tellMore(tree, stated);
    }
    for (Event event : all) {
      byExecution
          .computeIfAbsent(executions.lane(event.span), key -> new TreeMap<>())
          .computeIfAbsent(event.lock(), lock -> new ArrayList<>())
          .add(event);
    }
    byExecution.values().forEach(locks -> locks.values().forEach(events -> events.sort(BY_TIME)));
  }

  /** What a service states of a step, on the command's span or above it, is of that command. */
  private void tellMore(TraceTree tree, List<Event> stated) {
    Map<Span, Event> statements = new HashMap<>();
    stated.forEach(event -> statements.put(event.span, event));
    Above<Span> stating = new Above<>(tree, span -> statements.containsKey(span) ? span : null);
    Set<Span> told = new HashSet<>();
    for (int i = 0; i < all.size(); i++) {
      Event event = all.get(i);
      Span at = statements.containsKey(event.span) ? event.span : stating.of(event.span);
      Event statement = at == null ? null : statements.get(at);
      if (statement != null && event.command.mayBe(statement.command.step())) {
        told.add(statement.span);
        all.set(i, new Event(event.span, event.command.toldBy(statement.command)));
      }
    }
    stated.removeIf(event -> told.contains(event.span));
    all.addAll(stated);
  }

  boolean isEmpty() {
    return all.isEmpty();
  }

  List<Event> events() {
    return all;
  }

  /** The locks that an execution had asked for when a span of it began, and not given back. */
  List<Lease> leasesAt(Span span, long at) {
    SortedMap<RecordKey, Lease> leases = new TreeMap<>();
    own(executions.lane(span), at).forEach(lease -> leases.put(lease.lock(), lease));
    // A branch works under what was locked before it began.
    own(executions.key(span), at).forEach(lease -> leases.putIfAbsent(lease.lock(), lease));
    Span caller = caller(span);
    for (int up = 0; caller != null && up < FARTHEST; up++) {
      own(executions.lane(caller), caller.interval().start())
          .forEach(lease -> leases.putIfAbsent(lease.lock(), lease.lending()));
      caller = caller(caller);
    }
    return List.copyOf(leases.values());
  }

  private List<Lease> own(Executions.Key execution, long at) {
    SortedMap<RecordKey, List<Event>> locks = byExecution.get(execution);
    if (locks == null || locks.size() > MOST) {
      return List.of();
    }
    List<Lease> leases = new ArrayList<>();
    for (List<Event> events : locks.values()) {
      Lease lease = leaseAt(events, at);
      if (lease != null) {
        leases.add(lease);
      }
    }
    return leases;
  }

  /** The call that the span's work answers; null if it answers none that waits. */
  private @Nullable Span caller(Span span) {
    Span entry = executions.entry(span);
    Span caller = byExecution.isEmpty() ? null : tree.parent(entry);
    return caller != null
            && entry.kind() == SpanKind.SERVER
            && caller.kind() == SpanKind.CLIENT
            && caller.interval().nanos() > 0
        ? caller
        : null;
  }

  /** The one lock that the event is about, as it stood at that time; empty if it was not held. */
  List<Lease> leaseAt(Event event, long at) {
    SortedMap<RecordKey, List<Event>> locks =
        byExecution.getOrDefault(executions.lane(event.span), new TreeMap<>());
    Lease lease = leaseAt(locks.getOrDefault(event.lock(), List.of()), at);
    return lease == null ? List.of() : List.of(lease);
  }

  private static @Nullable Lease leaseAt(List<Event> events, long at) {
    Lease lease = null;
    int next = 0;
    for (; next < events.size() && events.get(next).span.interval().end() <= at; next++) {
      lease = after(lease, events.get(next));
    }
    return lease == null ? null : givenBack(lease, events, next);
  }

  private static @Nullable Lease after(@Nullable Lease lease, Event event) {
    return switch (event.command.step()) {
      case ACQUIRE -> taken(lease, event);
      // A script whose text is hidden: the first one takes the lock, if anything does.
      case UNKNOWN -> lease == null ? taken(null, event) : timed(lease, null, null);
      case RENEW -> lease == null || event.failed() ? lease : renewed(lease, event);
      case RELEASE, CHECKED_RELEASE -> event.span.status() == SpanStatus.ERROR ? lease : null;
    };
  }

  private static Lease taken(@Nullable Lease before, Event event) {
    Interval when = event.span.interval();
    boolean hidden = event.command.step() == Step.UNKNOWN;
    Long ttl = event.command.ttlMillis();
    return new Lease(
        event.lock(),
        event.span.spanId(),
        before == null ? when.start() : before.asked(),
        when,
        event.command.timed() || hidden,
        ttl == null ? null : when.end() + ttl * 1_000_000,
        ttl == null ? null : when.start() + ttl * 1_000_000,
        event.failed(),
        Boolean.TRUE.equals(event.command.obtained()),
        null,
        false);
  }

  private static Lease renewed(Lease lease, Event event) {
    Interval when = event.span.interval();
    if (lease.isOverAt(when.start())) {
      // What has opened is renewed by nobody.
      return lease;
    }
    Long ttl = event.command.ttlMillis();
    return ttl == null
        ? timed(lease, null, null)
        : timed(lease, when.end() + ttl * 1_000_000, when.start() + ttl * 1_000_000);
  }

  private static Lease timed(Lease lease, @Nullable Long over, @Nullable Long held) {
    return new Lease(
        lease.lock(),
        lease.acquire(),
        lease.asked(),
        lease.acquired(),
        true,
        over,
        held,
        lease.failed(),
        lease.confirmed(),
        lease.released(),
        lease.lent());
  }

  private static Lease givenBack(Lease lease, List<Event> events, int next) {
    for (int i = next; i < events.size(); i++) {
      Step step = events.get(i).command.step();
      boolean last = i == events.size() - 1;
      if (step == Step.RELEASE || step == Step.CHECKED_RELEASE || step == Step.UNKNOWN && last) {
        return new Lease(
            lease.lock(),
            lease.acquire(),
            lease.asked(),
            lease.acquired(),
            lease.timed(),
            lease.over(),
            lease.held(),
            lease.failed(),
            lease.confirmed(),
            events.get(i).span.interval(),
            lease.lent());
      }
      if (step == Step.ACQUIRE) {
        break;
      }
    }
    return lease;
  }
}
