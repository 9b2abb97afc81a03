package io.racetrace.access.work;

import io.racetrace.access.Access;
import io.racetrace.access.RemoteCall;
import io.racetrace.access.touch.DatabaseSpan;
import io.racetrace.trace.Span;
import io.racetrace.trace.SpanKind;
import io.racetrace.trace.TraceTree;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the executions of one trace asked other services; stores and brokers are none. */
public final class RemoteCalls {

  /** So many calls of one stretch of time are looked at. */
  private static final int TRIED = 64;

  private final TraceTree tree;
  private final Executions executions;
  private final Map<Executions.Key, List<RemoteCall>> byLane = new HashMap<>();

  RemoteCalls(TraceTree tree, Executions executions) {
    this.tree = tree;
    this.executions = executions;
    Map<Span, Span> answers = new HashMap<>();
    for (Span span : tree.spans()) {
      Span above = span.kind().isEntry() ? tree.parent(span) : null;
      if (above != null && !above.instance().equals(span.instance())) {
        answers.put(above, span);
      }
    }
    for (Span span : tree.spans()) {
      Span answer = answers.get(span);
      if (span.kind() == SpanKind.CLIENT
          && DatabaseSpan.system(span) == null
          && DatabaseSpan.text(span).isEmpty()) {
        String name =
            answer == null ? span.name() : span.name() + " " + answer.instance().service();
        byLane
            .computeIfAbsent(executions.lane(span), key -> new ArrayList<>())
            .add(new RemoteCall(name, span.interval().start(), span.interval().nanos()));
      }
    }
    byLane
        .values()
        .forEach(
            calls ->
                calls.sort(
                    Comparator.comparingLong(RemoteCall::start)
                        .thenComparingLong(RemoteCall::nanos)
                        .thenComparing(RemoteCall::name)));
  }

  public static RemoteCalls of(TraceTree tree) {
    return new RemoteCalls(tree, new Executions(tree));
  }

  boolean isEmpty() {
    return byLane.isEmpty();
  }

  /**
   * The longest call that who made an access began and had answered within a time; null if there
   * was none.
   *
   * @param from nanoseconds since 1970, on the clock of the access's instance
   * @param to likewise
   */
  public @Nullable RemoteCall longest(Access access, long from, long to) {
    Span span = isEmpty() ? null : tree.span(access.site().spanId());
    return span == null ? null : longest(executions.lane(span), from, to, null);
  }

  @Nullable RemoteCall longest(
      Executions.Key lane, long from, long to, @Nullable RemoteCall other) {
    List<RemoteCall> calls = byLane.getOrDefault(lane, List.of());
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
}
