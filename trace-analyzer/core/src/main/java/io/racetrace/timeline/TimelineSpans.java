package io.racetrace.timeline;

import io.racetrace.timeline.Timeline.Event;
import io.racetrace.timeline.Timeline.Kind;
import io.racetrace.timeline.Timeline.Side;
import io.racetrace.timeline.Timeline.Tie;
import io.racetrace.timeline.TimelineExtents.Extent;
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
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Writes the spans that instrumented services would have written. */
final class TimelineSpans {

  /** 2026-01-01T00:00:00Z; any time does. */
  private static final long START = 1_767_225_600_000_000_000L;

  /** Attributes of the span that states an access; all others are of the store's span below. */
  private static final String STATED = "racetrace.";

  private final Timeline timeline;
  private final TimelineExtents extents;
  private final List<Span> spans = new ArrayList<>();
  private final Map<String, Span> entries = new HashMap<>();
  private final Map<String, Side> sides = new LinkedHashMap<>();
  private final IdentityHashMap<Event, Span> sent = new IdentityHashMap<>();
  private long nextSpanId = 1;

  TimelineSpans(Timeline timeline) {
    this.timeline = timeline;
    timeline.sides().forEach(side -> sides.put(side.name(), side));
    extents = new TimelineExtents(timeline);
  }

  List<Span> spans() {
    for (Side side : timeline.sides()) {
      addEntry(side);
    }
    for (Event event : timeline.events()) {
      addEvent(event, entry(event.side()));
    }
    return spans;
  }

  private Span entry(String side) {
    Span entry = entries.get(side);
    if (entry == null) {
      throw new IllegalArgumentException("no side is called " + side);
    }
    return entry;
  }

  private void addEntry(Side side) {
    SpanKind kind =
        switch (side.arrival()) {
          case REQUEST -> SpanKind.SERVER;
          case EVENT -> SpanKind.CONSUMER;
          case JOB -> SpanKind.INTERNAL;
        };
    Span parent = null;
    List<SpanLink> links = new ArrayList<>();
    for (Tie tie : side.ties()) {
      Span above = above(side, tie);
      if (tie.bond().isParent()) {
        parent = above;
      } else {
        links.add(new SpanLink(above.traceId(), above.spanId()));
      }
    }
    Span entry =
        new Span(
            parent != null ? parent.traceId() : new TraceId(7, 1000 + entries.size()),
            spanId(),
            parent == null ? null : parent.spanId(),
            new ServiceInstance(side.service(), side.instance()),
            kind,
            side.operation(),
            interval(extents.of(side), side),
            status(side.attributes()),
            told(side.attributes()),
            links);
    entries.put(side.name(), entry);
    if (side.seen()) {
      spans.add(entry);
    }
  }

  /** The span that a side is tied to. */
  private Span above(Side side, Tie tie) {
    Span other = entry(tie.side());
    return switch (tie.bond()) {
      case BESIDE, SPAWNED_BY, LINKED_TO -> other;
      case CALLED_BY -> between(other, SpanKind.CLIENT, "POST", extents.call(side, tie), tie);
      case CONSUMES_FROM, CONTINUES_FROM -> message(side, tie, other);
    };
  }

  /** What was sent last before the side began; if no line says that something was, after all. */
  private Span message(Side side, Tie tie, Span sender) {
    Event last = null;
    for (Event event : timeline.events()) {
      if (event.kind() == Kind.SEND
          && event.side().equals(tie.side())
          && event.end() <= extents.of(side).from()) {
        last = event;
      }
    }
    return last == null
        ? between(sender, SpanKind.PRODUCER, "send", extents.sending(side, tie), tie)
        : send(last, sender, tie.attributes());
  }

  private Span send(Event event, Span sender, Map<String, String> attributes) {
    Span known = sent.get(event);
    if (known == null) {
      Map<String, String> all = new HashMap<>(attributes);
      all.putAll(event.attributes());
      known = span(sender, sender.spanId(), SpanKind.PRODUCER, "send", interval(event), null, all);
      sent.put(event, known);
      spans.add(known);
    }
    return known;
  }

  private Span between(Span near, SpanKind kind, String name, Extent extent, Tie tie) {
    Span span =
        span(
            near,
            near.spanId(),
            kind,
            name,
            interval(extent, side(tie.side())),
            null,
            tie.attributes());
    spans.add(span);
    return span;
  }

  private Side side(String name) {
    return Objects.requireNonNull(sides.get(name));
  }

  /** As the clock of the side's instance shows it. */
  private static Interval interval(Extent extent, Side side) {
    return new Interval(
        START + nanos(extent.from() + side.clock()), START + nanos(extent.to() + side.clock()));
  }

  private Interval interval(Event event) {
    return interval(new Extent(event.millis(), event.end()), side(event.side()));
  }

  private void addEvent(Event event, Span entry) {
    Interval interval = interval(event);
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
                  database(event, event.kind().name(), event.kind().name(), List.of())));
      case SQL ->
          spans.add(
              span(
                  entry,
                  entry.spanId(),
                  SpanKind.CLIENT,
                  "sql",
                  interval,
                  event.failure(),
                  database(event, "", event.statement(), event.parameters())));
      case CALL ->
          spans.add(
              span(
                  entry,
                  entry.spanId(),
                  SpanKind.CLIENT,
                  event.statement(),
                  interval,
                  event.failure(),
                  event.attributes()));
      case SEND -> send(event, entry, Map.of());
      case READ, WRITE -> addStated(event, entry, interval);
    }
  }

  private void addStated(Event event, Span entry, Interval interval) {
    boolean write = event.kind() == Kind.WRITE;
    Map<String, String> attributes = new HashMap<>();
    attributes.put("racetrace.record.type", type(event));
    attributes.put("racetrace.record.key", key(event));
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
    event.attributes().forEach((name, value) -> attributes.put(name, value));
    attributes.keySet().removeIf(name -> !name.startsWith(STATED));
    Span stated =
        span(
            entry,
            entry.spanId(),
            SpanKind.INTERNAL,
            (write ? "write " : "read ") + type(event),
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
            database(event, "", statement(event, write), parameters(event, write))));
  }

  private String key(Event event) {
    return event.attributes().getOrDefault(STATED + "record.key", timeline.key());
  }

  private String type(Event event) {
    return event.attributes().getOrDefault(STATED + "record.type", timeline.type());
  }

  private static boolean inserts(Event event) {
    return "insert".equals(event.attributes().get(STATED + "access"));
  }

  private String statement(Event event, boolean write) {
    if (!write) {
      return "SELECT "
          + timeline.column()
          + " FROM "
          + type(event)
          + " WHERE id = ?"
          + (event.guards().contains("row-lock") ? " FOR UPDATE" : "");
    }
    if (inserts(event)) {
      // With the value first, as an UPDATE has it.
      return "INSERT INTO " + type(event) + " (" + timeline.column() + ", id) VALUES (?, ?)";
    }
    boolean atomic = event.guards().contains("atomic-statement");
    boolean checked = event.guards().contains("version-predicate");
    return "UPDATE "
        + type(event)
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
      return List.of(key(event));
    }
    List<String> parameters = new ArrayList<>();
    // The amount of a relative change is in no line; a parameter that was NULL is not recorded.
    boolean atomic = event.guards().contains("atomic-statement");
    parameters.add(atomic || event.value() == null ? "" : event.value());
    parameters.add(key(event));
    if (event.guards().contains("version-predicate")) {
      parameters.add(event.baseVersion() == null ? "0" : event.baseVersion());
    }
    return parameters;
  }

  private Map<String, String> database(
      Event event, String operation, String text, List<String> parameters) {
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
    boolean stated = event.kind() == Kind.READ || event.kind() == Kind.WRITE;
    event
        .attributes()
        .forEach(
            (name, value) -> {
              if (!stated || !name.startsWith(STATED)) {
                attributes.put(name, value);
              }
            });
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
        failure == null ? status(all) : SpanStatus.ERROR,
        told(all),
        List.of());
  }

  private static SpanStatus status(Map<String, String> attributes) {
    return attributes.getOrDefault("error.type", "").isEmpty()
        ? SpanStatus.UNSET
        : SpanStatus.ERROR;
  }

  /** Without those that a line takes away. */
  private static Map<String, String> told(Map<String, String> attributes) {
    Map<String, String> told = new HashMap<>(attributes);
    told.values().removeIf(String::isEmpty);
    return told;
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
