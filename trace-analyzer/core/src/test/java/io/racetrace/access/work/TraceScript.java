package io.racetrace.access.work;

import io.racetrace.access.Access;
import io.racetrace.access.touch.SqlAccessExtractor;
import io.racetrace.access.touch.StatedAccessExtractor;
import io.racetrace.trace.Interval;
import io.racetrace.trace.ServiceInstance;
import io.racetrace.trace.Span;
import io.racetrace.trace.SpanForest;
import io.racetrace.trace.SpanId;
import io.racetrace.trace.SpanKind;
import io.racetrace.trace.SpanStatus;
import io.racetrace.trace.TraceId;
import io.racetrace.trace.TraceTree;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One trace of one service, written down span by span; times in microseconds. */
final class TraceScript {

  static final ServiceInstance SERVICE = new ServiceInstance("shop", "shop-1");

  private static final TraceId TRACE = new TraceId(1, 2);

  private final List<Span> spans = new ArrayList<>();
  private final Map<String, String> always = new HashMap<>();
  private final BoundaryWriters writers = new BoundaryWriters();
  private long nextId = 1;

  /** Attributes that all further spans have. */
  TraceScript with(String key, String value) {
    always.put(key, value);
    return this;
  }

  TraceScript without(String key) {
    always.remove(key);
    return this;
  }

  Span server(long from, long to) {
    return span(null, SpanKind.SERVER, "POST /orders", from, to, SpanStatus.UNSET);
  }

  Span internal(@Nullable Span parent, String name, long from, long to, String... attributes) {
    return span(parent, SpanKind.INTERNAL, name, from, to, SpanStatus.UNSET, attributes);
  }

  /** A statement as the Java agent writes it. */
  Span sql(@Nullable Span parent, String text, long from, long to, String... attributes) {
    String verb = text.isEmpty() ? "shop" : text.split(" ", 2)[0].toUpperCase(Locale.ROOT);
    Map<String, String> all = new HashMap<>();
    all.put("db.system", "postgresql");
    all.put("db.name", "shop");
    all.put("server.address", "db");
    all.put("db.statement", text);
    return span(parent, SpanKind.CLIENT, verb, from, to, SpanStatus.UNSET, merged(all, attributes));
  }

  /** A call of the driver's, which has no text. */
  Span call(@Nullable Span parent, String operation, long from, long to, String... attributes) {
    Map<String, String> all = new HashMap<>();
    all.put("db.system", "postgresql");
    all.put("db.name", "shop");
    all.put("server.address", "db");
    all.put("db.operation", operation);
    return span(
        parent, SpanKind.CLIENT, operation, from, to, SpanStatus.UNSET, merged(all, attributes));
  }

  Span redis(@Nullable Span parent, String text, long from, long to, String... attributes) {
    Map<String, String> all = new HashMap<>();
    all.put("db.system", "redis");
    all.put("server.address", "cache");
    all.put("db.operation", text.split(" ", 2)[0]);
    all.put("db.statement", text);
    return span(
        parent,
        SpanKind.CLIENT,
        text.split(" ", 2)[0],
        from,
        to,
        SpanStatus.UNSET,
        merged(all, attributes));
  }

  /** The last span, failed. */
  Span failed(Span span, String message) {
    Map<String, String> attributes = new HashMap<>(span.attributes());
    attributes.put("exception.message", message);
    Span failed =
        new Span(
            span.traceId(),
            span.spanId(),
            span.parent(),
            span.instance(),
            span.kind(),
            span.name(),
            span.interval(),
            SpanStatus.ERROR,
            attributes,
            span.links());
    spans.set(spans.indexOf(span), failed);
    return failed;
  }

  void remove(Span span) {
    spans.remove(span);
  }

  Span span(
      @Nullable Span parent,
      SpanKind kind,
      String name,
      long from,
      long to,
      SpanStatus status,
      String... attributes) {
    Span span =
        new Span(
            TRACE,
            new SpanId(nextId++),
            parent == null ? null : parent.spanId(),
            SERVICE,
            kind,
            name,
            new Interval(from * 1000, to * 1000),
            status,
            attributes(attributes),
            List.of());
    spans.add(span);
    return span;
  }

  List<Span> spans() {
    return List.copyOf(spans);
  }

  Transactions transactions() {
    spans.forEach(writers::learn);
    TraceTree tree = new TraceTree(spans);
    return new Transactions(tree, new Executions(tree), List.of(), writers);
  }

  List<Access> accesses() {
    spans.forEach(writers::learn);
    SqlAccessExtractor sql = new SqlAccessExtractor();
    spans.forEach(sql::learn);
    return new TraceAccesses(List.of(new StatedAccessExtractor(), sql), writers, new SpanForest())
        .extract(new TraceTree(spans))
        .accesses();
  }

  private Map<String, String> attributes(String... pairs) {
    Map<String, String> attributes = new HashMap<>(always);
    for (int i = 0; i < pairs.length; i += 2) {
      if (pairs[i + 1].isEmpty() && !pairs[i].equals("db.statement")) {
        attributes.remove(pairs[i]);
      } else {
        attributes.put(pairs[i], pairs[i + 1]);
      }
    }
    return attributes;
  }

  private static String[] merged(Map<String, String> usual, String... pairs) {
    Map<String, String> all = new HashMap<>(usual);
    for (int i = 0; i < pairs.length; i += 2) {
      all.put(pairs[i], pairs[i + 1]);
    }
    List<String> flat = new ArrayList<>();
    all.forEach(
        (key, value) -> {
          flat.add(key);
          flat.add(value);
        });
    return flat.toArray(String[]::new);
  }
}
