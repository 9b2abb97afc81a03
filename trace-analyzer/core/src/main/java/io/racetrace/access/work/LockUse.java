package io.racetrace.access.work;

import io.racetrace.access.Lease;
import io.racetrace.access.RecordKey;
import io.racetrace.access.RecordKey.Kind;
import io.racetrace.access.Store;
import io.racetrace.access.touch.AccessExtractor;
import io.racetrace.access.touch.LockCommand;
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
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What the executions of one trace did to locks that are kept beside the records. */
final class LockUse {

  /** So many calls up, callers are asked for what they hold. */
  private static final int FARTHEST = 8;

  private final TraceTree tree;
  private final Executions executions;
  private final List<Event> all = new ArrayList<>();
  private final Map<Executions.Key, Spells> byExecution = new HashMap<>();

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

  /**
   * @param excluded entries whose work is not to be judged
   */
  LockUse(
      TraceTree tree,
      Executions executions,
      List<AccessExtractor> extractors,
      Predicate<Span> excluded) {
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
    all.removeIf(event -> excluded.test(executions.entry(event.span)));
    stated.removeIf(event -> excluded.test(executions.entry(event.span)));
    if (!stated.isEmpty()) {
      tellMore(tree, stated);
    }
    Map<Executions.Key, List<Event>> events = new HashMap<>();
    for (Event event : all) {
      events.computeIfAbsent(executions.lane(event.span), key -> new ArrayList<>()).add(event);
    }
    events.forEach((execution, own) -> byExecution.put(execution, new Spells(own)));
  }

  /** What a service states of a step, on the command's span or above it, is of that command. */
  private void tellMore(TraceTree tree, List<Event> stated) {
    Map<Span, Event> statements = new HashMap<>();
    stated.forEach(event -> statements.put(event.span, event));
    Above<Span> stating = new Above<>(tree, span -> statements.containsKey(span) ? span : null);
    Set<Span> told = new HashSet<>();
    all.sort(Comparator.comparing(event -> event.span.interval()));
    for (int i = all.size() - 1; i >= 0; i--) {
      Event event = all.get(i);
      Span at = statements.containsKey(event.span) ? event.span : stating.of(event.span);
      Event statement = at == null ? null : statements.get(at);
      if (statement != null && event.command.mayBe(statement.command.step())) {
        // Of several attempts, the last one is the one that was answered so.
        boolean last = told.add(statement.span);
        all.set(i, new Event(event.span, event.command.toldBy(statement.command, last)));
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
    Spells spells = byExecution.get(execution);
    return spells == null ? List.of() : spells.at(at);
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
    Spells spells = byExecution.get(executions.lane(event.span));
    Lease lease = spells == null ? null : spells.of(event, at);
    return lease == null ? List.of() : List.of(lease);
  }
}
