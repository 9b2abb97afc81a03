package io.racetrace.order;

import io.racetrace.trace.Interval;
import io.racetrace.trace.ServiceInstance;
import io.racetrace.trace.Span;
import io.racetrace.trace.SpanId;
import io.racetrace.trace.SpanKind;
import io.racetrace.trace.SpanStatus;
import io.racetrace.trace.TraceId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Calls of known length between instances whose clocks are off by a known amount. */
public final class Calls {

  private static final long MILLI = 1_000_000;

  private final List<Span> spans = new ArrayList<>();
  private long nextId = 0xC0FFEE00;

  /**
   * A call that takes 200 µs there, 1 ms to be answered, and 200 µs back.
   *
   * @param at when it begins, by the client's clock
   * @param ahead by how much the server's clock is ahead, in nanoseconds
   */
  public Calls call(ServiceInstance client, ServiceInstance server, long at, long ahead) {
    return call(client, server, at, ahead, MILLI + 400_000, Map.of());
  }

  Calls call(
      ServiceInstance client,
      ServiceInstance server,
      long at,
      long ahead,
      long waits,
      Map<String, String> attributes) {
    TraceId trace = new TraceId(77, nextId++);
    SpanId id = new SpanId(nextId++);
    spans.add(
        span(trace, id, null, client, SpanKind.CLIENT, new Interval(at, at + waits), attributes));
    long arrives = at + 200_000 + ahead;
    spans.add(
        span(
            trace,
            new SpanId(nextId++),
            id,
            server,
            SpanKind.SERVER,
            new Interval(arrives, arrives + MILLI),
            attributes));
    return this;
  }

  /** Two calls a second either way, for so many seconds. */
  public Calls bothWays(
      ServiceInstance one, ServiceInstance other, long from, int seconds, long ahead) {
    for (int i = 0; i < 2 * seconds; i++) {
      call(one, other, from + i * 500L * MILLI, ahead);
      call(other, one, from + i * 500L * MILLI + 100 * MILLI + ahead, -ahead);
    }
    return this;
  }

  public List<Span> spans() {
    return List.copyOf(spans);
  }

  private static Span span(
      TraceId trace,
      SpanId id,
      @Nullable SpanId parent,
      ServiceInstance instance,
      SpanKind kind,
      Interval interval,
      Map<String, String> attributes) {
    return new Span(
        trace,
        id,
        parent,
        instance,
        kind,
        "call",
        interval,
        SpanStatus.UNSET,
        attributes,
        List.of());
  }
}
