package io.racetrace.timeline;

import io.racetrace.access.Access;
import io.racetrace.access.EntryPoint;
import io.racetrace.access.Guard;
import io.racetrace.access.Read;
import io.racetrace.access.RecordKey;
import io.racetrace.access.Snapshot;
import io.racetrace.access.Version;
import io.racetrace.access.Write;
import io.racetrace.history.History;
import io.racetrace.timeline.Timeline.Arrival;
import io.racetrace.timeline.Timeline.Event;
import io.racetrace.timeline.Timeline.Kind;
import io.racetrace.timeline.Timeline.Side;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Tells the history of a record as a timeline. */
final class HistoryTimeline {

  private HistoryTimeline() {}

  static Timeline of(History history) {
    RecordKey record = history.record();
    Map<String, Side> sides = new TreeMap<>();
    Map<String, String> names = new TreeMap<>();
    List<Event> events = new ArrayList<>();
    List<Access> byTime = new ArrayList<>(history.accesses());
    byTime.sort((a, b) -> a.interval().compareTo(b.interval()));
    long start = byTime.isEmpty() ? 0 : byTime.get(0).interval().start();
    String column = "value";
    for (Access access : byTime) {
      EntryPoint entry = access.site().entryPoint();
      String execution = access.site().traceId() + " " + entry.spanId();
      String name = names.computeIfAbsent(execution, key -> name(names.size()));
      sides.putIfAbsent(
          name,
          new Side(
              name,
              access.site().service(),
              access.site().instance().instance(),
              Arrival.values()[entry.path().ordinal()],
              entry.operation(),
              List.of(),
              Map.of(),
              0,
              true));
      events.add(event(access, name, start));
      String measured = access.columns().measured();
      column = measured == null ? column : measured;
    }
    return new Timeline(
        record.type().store().system(),
        record.type().store().database(),
        record.type().name(),
        record.key(),
        column,
        new ArrayList<>(sides.values()),
        events);
  }

  private static String name(int index) {
    return index < 26 ? String.valueOf((char) ('A' + index)) : "S" + index;
  }

  private static Event event(Access access, String side, long start) {
    Snapshot base = access instanceof Write write ? write.base() : Snapshot.UNKNOWN;
    Snapshot state =
        access instanceof Write write
            ? write.left()
            : access instanceof Read read ? read.seen() : Snapshot.UNKNOWN;
    return new Event(
        (access.interval().start() - start) / 1e6,
        side,
        access instanceof Write ? Kind.WRITE : Kind.READ,
        state.value(),
        version(state),
        base.value(),
        version(base),
        new TreeSet<>(access.guards()).stream().map(Guard::id).collect(Collectors.toList()),
        null,
        "",
        List.of(),
        access.interval().nanos() / 1e6,
        null,
        Map.of());
  }

  private static @Nullable String version(Snapshot snapshot) {
    return snapshot.version() instanceof Version.Known known ? known.text() : null;
  }
}
