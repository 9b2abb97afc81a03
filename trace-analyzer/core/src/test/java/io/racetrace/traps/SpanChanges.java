package io.racetrace.traps;

import io.racetrace.trace.Interval;
import io.racetrace.trace.Sampling;
import io.racetrace.trace.Span;
import io.racetrace.trace.SpanId;
import io.racetrace.trace.SpanKind;
import io.racetrace.trace.SpanLink;
import io.racetrace.trace.SpanStatus;
import io.racetrace.trace.TraceId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** Changes of spans: attribute names, ids, order, copies, what stands between them. */
final class SpanChanges {

  private static final Map<String, String> OLD =
      Map.ofEntries(
          Map.entry("db.system.name", "db.system"),
          Map.entry("db.namespace", "db.name"),
          Map.entry("db.query.text", "db.statement"),
          Map.entry("db.operation.name", "db.operation"),
          Map.entry("server.address", "net.peer.name"),
          Map.entry("server.port", "net.peer.port"),
          Map.entry("http.request.method", "http.method"),
          Map.entry("url.path", "http.target"),
          Map.entry("messaging.message.id", "messaging.message_id"),
          Map.entry("messaging.destination.name", "messaging.destination"),
          Map.entry("messaging.destination.partition.id", "messaging.kafka.partition"),
          Map.entry("messaging.kafka.offset", "messaging.kafka.message.offset"),
          Map.entry("messaging.consumer.group.name", "messaging.kafka.consumer_group"));

  private static final Map<String, String> OLD_SYSTEMS =
      Map.of("microsoft.sql_server", "mssql", "oracle.db", "oracle");

  private SpanChanges() {}

  /** The names that attributes had before the conventions were stable. */
  static List<Span> oldNames(List<Span> spans) {
    return spans.stream().map(span -> told(span, oldNames(span.attributes()))).toList();
  }

  private static Map<String, String> oldNames(Map<String, String> attributes) {
    Map<String, String> old = new HashMap<>();
    attributes.forEach((name, value) -> old.put(OLD.getOrDefault(name, name), value));
    old.computeIfPresent("db.system", (name, value) -> OLD_SYSTEMS.getOrDefault(value, value));
    return old;
  }

  /** In another order, some of them twice. */
  static List<Span> shuffled(List<Span> spans, long seed) {
    Random random = new Random(seed);
    List<Span> all = new ArrayList<>(spans);
    for (Span span : spans) {
      if (random.nextInt(4) == 0) {
        all.add(span);
      }
    }
    Collections.shuffle(all, random);
    return all;
  }

  /** A day later, under other ids. */
  static List<Span> renumbered(List<Span> spans, long seed) {
    long factor = seed | 1;
    List<Span> all = new ArrayList<>();
    for (Span span : spans) {
      SpanId parent = span.parent();
      all.add(
          new Span(
              trace(span.traceId(), factor),
              id(span.spanId(), factor),
              parent == null ? null : id(parent, factor),
              span.instance(),
              span.kind(),
              span.name(),
              new Interval(
                  span.interval().start() + 86_400_000_000_123L,
                  span.interval().end() + 86_400_000_000_123L),
              span.status(),
              span.attributes(),
              span.links().stream()
                  .map(
                      link ->
                          new SpanLink(trace(link.traceId(), factor), id(link.spanId(), factor)))
                  .toList()));
    }
    return all;
  }

  private static TraceId trace(TraceId id, long factor) {
    return new TraceId(id.high() + 3, id.low() * factor);
  }

  private static SpanId id(SpanId id, long factor) {
    return new SpanId(id.value() * factor);
  }

  /** In microseconds, as Jaeger and Zipkin keep them. */
  static List<Span> inMicros(List<Span> spans) {
    List<Span> all = new ArrayList<>();
    for (Span span : spans) {
      long start = Math.floorDiv(span.interval().start(), 1000) * 1000;
      long length = Math.floorDiv(span.interval().nanos(), 1000) * 1000;
      all.add(
          new Span(
              span.traceId(),
              span.spanId(),
              span.parent(),
              span.instance(),
              span.kind(),
              span.name(),
              new Interval(start, start + length),
              span.status(),
              span.attributes(),
              span.links(),
              1000));
    }
    return all;
  }

  /** Below each entry span the span of a controller, which holds everything. */
  static List<Span> nested(List<Span> spans) {
    Map<SpanId, SpanId> inner = new HashMap<>();
    List<Span> all = new ArrayList<>();
    long next = 1L << 40;
    for (Span span : spans) {
      if (span.kind() == SpanKind.SERVER || span.kind() == SpanKind.CONSUMER) {
        SpanId id = new SpanId(next++);
        inner.put(span.spanId(), id);
        all.add(
            new Span(
                span.traceId(),
                id,
                span.spanId(),
                span.instance(),
                SpanKind.INTERNAL,
                "Controller.handle",
                span.interval(),
                SpanStatus.UNSET,
                Map.of(),
                List.of()));
      }
    }
    for (Span span : spans) {
      SpanId parent = span.parent();
      SpanId between = parent == null ? null : inner.get(parent);
      all.add(between == null ? span : span.under(between));
    }
    return all;
  }

  /** Without what services state themselves. */
  static List<Span> unstated(List<Span> spans) {
    return spans.stream()
        .map(
            span -> {
              Map<String, String> attributes = new HashMap<>(span.attributes());
              attributes.keySet().removeIf(name -> name.startsWith("racetrace."));
              return told(span, attributes);
            })
        .toList();
  }

  /** SQL without any value: no parameters, and placeholders for literals. */
  static List<Span> sanitised(List<Span> spans) {
    return unstated(spans).stream()
        .map(
            span -> {
              Map<String, String> attributes = new HashMap<>(span.attributes());
              attributes.keySet().removeIf(name -> name.startsWith("db.query.parameter."));
              attributes.computeIfPresent("db.query.text", (name, text) -> masked(text));
              attributes.computeIfPresent("db.statement", (name, text) -> masked(text));
              return told(span, attributes);
            })
        .toList();
  }

  private static String masked(String text) {
    if (text.startsWith("{")) {
      return text.replaceAll(":(\"[^\"]*\"|-?\\d+)", ":\"?\"");
    }
    // Redis's instrumentation keeps keys where it sanitises.
    boolean sql = text.matches("(?is)(select|insert|update|delete|call)\\b.*");
    return sql ? text.replaceAll("'[^']*'|(?<![\\w$@:.])\\d+", "?") : text;
  }

  static List<Span> withoutEnds(List<Span> spans) {
    return spans.stream()
        .filter(span -> !Set.of("COMMIT", "ROLLBACK").contains(span.name()))
        .toList();
  }

  /** Of each trace all or nothing. */
  static List<Span> sampled(List<Span> spans, double share, long seed) {
    Random random = new Random(seed);
    Set<TraceId> seen = new HashSet<>();
    Set<TraceId> kept = new HashSet<>();
    for (Span span : spans) {
      if (seen.add(span.traceId()) && random.nextDouble() < share) {
        kept.add(span.traceId());
      }
    }
    return sampled(spans.stream().filter(span -> kept.contains(span.traceId())).toList());
  }

  /** With the word of who kept them that he kept a tenth. */
  static List<Span> sampled(List<Span> spans) {
    return spans.stream()
        .map(span -> span.told(Map.of(Sampling.TRACE_STATE, "ot=th:e666")))
        .toList();
  }

  private static Span told(Span span, Map<String, String> attributes) {
    return new Span(
        span.traceId(),
        span.spanId(),
        span.parent(),
        span.instance(),
        span.kind(),
        span.name(),
        span.interval(),
        span.status(),
        attributes,
        span.links(),
        span.resolution());
  }
}
