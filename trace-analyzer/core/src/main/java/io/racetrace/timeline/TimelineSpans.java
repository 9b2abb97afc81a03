package io.racetrace.timeline;

import io.racetrace.timeline.Timeline.Event;
import io.racetrace.timeline.Timeline.Kind;
import io.racetrace.timeline.Timeline.Side;
import io.racetrace.timeline.Timeline.Tie;
import io.racetrace.trace.Interval;
import io.racetrace.trace.ServiceInstance;
import io.racetrace.trace.Span;
import io.racetrace.trace.SpanId;
import io.racetrace.trace.SpanKind;
import io.racetrace.trace.SpanLink;
import io.racetrace.trace.SpanStatus;
import io.racetrace.trace.TraceId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes the spans that instrumented services would have written. */
final class TimelineSpans {

  /** 2026-01-01T00:00:00Z; any time does. */
  private static final long START = 1_767_225_600_000_000_000L;

  private static final double MARGIN = 0.3;

  private final Timeline timeline;
  private final List<Span> spans = new ArrayList<>();
  private final Map<String, Span> entries = new HashMap<>();
  private long nextSpanId = 1;

  TimelineSpans(Timeline timeline) {
    this.timeline = timeline;
  }

  List<Span> spans() {
    for (Side side : timeline.sides()) {
      addEntry(side);
    }
    for (Event event : timeline.events()) {
      Span entry = entries.get(event.side());
      if (entry == null) {
        throw new IllegalArgumentException("no side is called " + event.side());
      }
      addEvent(event, entry);
    }
    return spans;
  }

  private void addEntry(Side side) {
    SpanKind kind =
        switch (side.arrival()) {
          case REQUEST -> SpanKind.SERVER;
          case EVENT -> SpanKind.CONSUMER;
          case JOB -> SpanKind.INTERNAL;
        };
    Interval interval = interval(side);
    Span other = side.tiedTo().isEmpty() ? null : entries.get(side.tiedTo());
    boolean called = other != null && side.tie() == Tie.CALLED_BY;
    Span caller = called && other != null ? call(other, interval) : null;
    Span entry =
        new Span(
            caller != null ? caller.traceId() : new TraceId(7, 1000 + entries.size()),
            spanId(),
            caller == null ? null : caller.spanId(),
            new ServiceInstance(side.service(), side.instance()),
            kind,
            side.operation(),
            interval,
            SpanStatus.UNSET,
            Map.of(),
            other != null && side.tie() == Tie.LINKED_TO
                ? List.of(new SpanLink(other.traceId(), other.spanId()))
                : List.of());
    entries.put(side.name(), entry);
    spans.add(entry);
  }

  /** The caller's side of a call, which encloses the callee's work. */
  private Span call(Span caller, Interval callee) {
    Span call =
        span(
            caller,
            caller.spanId(),
            SpanKind.CLIENT,
            "POST",
            new Interval(callee.start() - nanos(0.1), callee.end() + nanos(0.1)),
            null,
            Map.of());
    spans.add(call);
    return call;
  }

  private Interval interval(Side side) {
    double from = Double.MAX_VALUE;
    double to = 0;
    for (Event event : timeline.events()) {
      if (event.side().equals(side.name())) {
        from = Math.min(from, event.millis());
        to = Math.max(to, event.millis() + event.duration());
      }
    }
    return new Interval(START + nanos(Math.min(from, to) - MARGIN), START + nanos(to + MARGIN));
  }

  private void addEvent(Event event, Span entry) {
    Interval interval =
        new Interval(
            START + nanos(event.millis()), START + nanos(event.millis() + event.duration()));
    switch (event.kind()) {
      case COMMIT, ROLLBACK ->
          spans.add(
              span(
                  entry,
                  entry.spanId(),
                  SpanKind.CLIENT,
                  event.kind().name(),
                  interval,
                  event.failure(),
                  database(event.kind().name(), event.kind().name(), List.of())));
      case SQL ->
          spans.add(
              span(
                  entry,
                  entry.spanId(),
                  SpanKind.CLIENT,
                  "sql",
                  interval,
                  event.failure(),
                  database("", event.statement(), event.parameters())));
      case READ, WRITE -> addStated(event, entry, interval);
    }
  }

  private void addStated(Event event, Span entry, Interval interval) {
    boolean write = event.kind() == Kind.WRITE;
    Map<String, String> attributes = new HashMap<>();
    attributes.put("racetrace.record.type", timeline.type());
    attributes.put("racetrace.record.key", timeline.key());
    attributes.put("racetrace.access", write ? "write" : "read");
    attributes.put("racetrace.column", timeline.column());
    String seenOrLeft = write ? "written" : "read";
    put(attributes, "racetrace.value." + seenOrLeft, event.value());
    put(attributes, "racetrace.version." + seenOrLeft, event.version());
    put(attributes, "racetrace.value.read", event.baseValue());
    put(attributes, "racetrace.version.read", event.baseVersion());
    if (!event.guards().isEmpty()) {
      attributes.put("racetrace.guard", String.join(",", event.guards()));
    }
    put(attributes, "racetrace.rows.affected", event.rows() == null ? null : "" + event.rows());
    Span stated =
        span(
            entry,
            entry.spanId(),
            SpanKind.INTERNAL,
            (write ? "write " : "read ") + timeline.type(),
            new Interval(interval.start() - nanos(0.01), interval.end() + nanos(0.01)),
            event.failure(),
            attributes);
    spans.add(stated);
    spans.add(
        span(
            stated,
            stated.spanId(),
            SpanKind.CLIENT,
            "sql",
            interval,
            event.failure(),
            database("", statement(event, write), parameters(event, write))));
  }

  private String statement(Event event, boolean write) {
    if (!write) {
      return "SELECT "
          + timeline.column()
          + " FROM "
          + timeline.type()
          + " WHERE id = ?"
          + (event.guards().contains("row-lock") ? " FOR UPDATE" : "");
    }
    boolean atomic = event.guards().contains("atomic-statement");
    boolean checked = event.guards().contains("version-predicate");
    return "UPDATE "
        + timeline.type()
        + " SET "
        + timeline.column()
        + " = "
        + (atomic ? timeline.column() + " + ?" : "?")
        + (checked || event.version() != null ? ", version = version + 1" : "")
        + " WHERE id = ?"
        + (checked ? " AND version = ?" : "");
  }

  private List<String> parameters(Event event, boolean write) {
    if (!write) {
      return List.of(timeline.key());
    }
    List<String> parameters = new ArrayList<>();
    // The amount of a relative change is in no line; a parameter that was NULL is not recorded.
    boolean atomic = event.guards().contains("atomic-statement");
    parameters.add(atomic || event.value() == null ? "" : event.value());
    parameters.add(timeline.key());
    if (event.guards().contains("version-predicate")) {
      parameters.add(event.baseVersion() == null ? "0" : event.baseVersion());
    }
    return parameters;
  }

  private Map<String, String> database(String operation, String text, List<String> parameters) {
    Map<String, String> attributes = new HashMap<>();
    attributes.put("db.system.name", timeline.system());
    attributes.put("db.namespace", timeline.database());
    attributes.put("server.address", "db");
    if (!operation.isEmpty()) {
      attributes.put("db.operation.name", operation);
    }
    attributes.put("db.query.text", text);
    for (int i = 0; i < parameters.size(); i++) {
      if (!parameters.get(i).isEmpty()) {
        attributes.put("db.query.parameter." + i, parameters.get(i));
      }
    }
    return attributes;
  }

  private Span span(
      Span near,
      SpanId parent,
      SpanKind kind,
      String name,
      Interval interval,
      @Nullable String failure,
      Map<String, String> attributes) {
    Map<String, String> all = new HashMap<>(attributes);
    put(all, "exception.message", failure);
    return new Span(
        near.traceId(),
        spanId(),
        parent,
        near.instance(),
        kind,
        name,
        interval,
        failure == null ? SpanStatus.UNSET : SpanStatus.ERROR,
        all,
        List.of());
  }

  private SpanId spanId() {
    return new SpanId(0x100 + nextSpanId++);
  }

  private static void put(Map<String, String> attributes, String key, @Nullable String value) {
    if (value != null) {
      attributes.put(key, value);
    }
  }

  private static long nanos(double millis) {
    return Math.round(millis * 1e6);
  }
}
