package io.racetrace.sources.zipkin;

import io.racetrace.SpanSink;
import io.racetrace.report.Diagnostic;
import io.racetrace.trace.ServiceInstance;
import io.racetrace.trace.Span;
import io.racetrace.trace.SpanId;
import io.racetrace.trace.TraceId;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;

/**
 * Takes apart the spans that a client and a server share.
 *
 * <p>In Zipkin both sides of a call may record under one id. The server's half gets an id of its
 * own, made of the shared one and of who recorded it, and becomes a child of the client's half. So
 * it needs no sight of the client's half, whichever comes first, and stays an orphan where the
 * client never reported.
 *
 * <p>Children name the shared id, and do not tell whose half they mean. As in Zipkin itself those
 * that the server recorded belong to the server's half. A child usually comes before its parent, so
 * spans wait until there is no more room; what has gone on too early is counted. What can't be
 * known: that a half is shared without the flag, and who recorded a child that does not name its
 * service and address as its server does.
 */
final class SharedSpans implements SpanSink {

  /** So many children wait for a server's half that may be their parent. */
  private static final int MAX_WAITING = 50_000;

  /** So many places in traces are remembered, of each kind. */
  private static final int MAX_PLACES = 100_000;

  /** An id in a trace, as one instance knows it. */
  private record Place(TraceId trace, SpanId span, ServiceInstance instance) {}

  /** A span whose parent is at a place that may yet turn out to be a server's half. */
  private record Child(Span span, Place parent) {}

  /** Forgets the oldest. */
  private static final class Places<V> extends LinkedHashMap<Place, V> {

    private static final long serialVersionUID = 1L;

    @Override
    protected boolean removeEldestEntry(Map.Entry<Place, V> eldest) {
      return size() > MAX_PLACES;
    }
  }

  private final String where;
  private final SpanSink sink;
  private final int maxWaiting;
  private final Map<Place, SpanId> serverHalves = new Places<>();
  private final Queue<Child> waiting = new ArrayDeque<>();

  /** How many children went on before anybody knew that their parent is a server's half. */
  private final Map<Place, Long> gone = new Places<>();

  private long late;

  SharedSpans(String where, SpanSink sink) {
    this(where, sink, MAX_WAITING);
  }

  SharedSpans(String where, SpanSink sink, int maxWaiting) {
    this.where = where;
    this.sink = sink;
    this.maxWaiting = maxWaiting;
  }

  /** The id of the server's half of a shared span. */
  static SpanId serverHalf(SpanId shared, ServiceInstance server) {
    long hash = 0xcbf29ce484222325L;
    String name = server.service() + '\n' + server.instance();
    for (int i = 0; i < name.length(); i++) {
      hash = (hash ^ name.charAt(i)) * 0x100000001b3L;
    }
    long id = mix(shared.value() ^ mix(hash));
    return new SpanId(id == 0 ? 1 : id);
  }

  /** Spreads each bit over all bits; equal only for equal input. */
  private static long mix(long bits) {
    long mixed = (bits ^ (bits >>> 32)) * 0xd6e8feb86659fd93L;
    mixed = (mixed ^ (mixed >>> 32)) * 0xd6e8feb86659fd93L;
    return mixed ^ (mixed >>> 32);
  }

  @Override
  public void span(Span span) {
    SpanId parent = span.parent();
    if (parent == null) {
      sink.span(span);
      return;
    }
    Place place = new Place(span.traceId(), parent, span.instance());
    if (span.spanId().equals(serverHalf(parent, span.instance()))) {
      serverHalves.put(place, span.spanId());
      Long early = gone.remove(place);
      late += early == null ? 0 : early;
      sink.span(span);
      return;
    }
    waiting.add(new Child(span, place));
    if (waiting.size() > maxWaiting) {
      release(waiting.remove());
    }
  }

  @Override
  public void diagnostic(Diagnostic diagnostic) {
    sink.diagnostic(diagnostic);
  }

  /** Passes on what waits; nothing else comes. */
  void end() {
    for (Child child = waiting.poll(); child != null; child = waiting.poll()) {
      release(child);
    }
    if (late > 0) {
      sink.diagnostic(
          new Diagnostic(
              Diagnostic.Kind.LATE_PARENT,
              where,
              late,
              "the server's half of a shared span came too late for its children, which are under"
                  + " the client's half; sort the input by trace"));
    }
  }

  private void release(Child child) {
    SpanId half = serverHalves.get(child.parent);
    if (half == null) {
      gone.merge(child.parent, 1L, Long::sum);
    }
    sink.span(half == null ? child.span : child.span.under(half));
  }
}
