package io.racetrace.traps;

import io.racetrace.timeline.Timeline;
import io.racetrace.timeline.Timeline.Event;
import io.racetrace.timeline.Timeline.Kind;
import io.racetrace.timeline.Timeline.Side;
import io.racetrace.timeline.Timeline.Tie;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Timelines with some of their parts replaced. */
final class Retelling {

  private Retelling() {}

  static Timeline of(Timeline told, List<Side> sides, List<Event> events) {
    return new Timeline(
        told.system(), told.database(), told.type(), told.key(), told.column(), sides, events);
  }

  static Timeline sides(Timeline told, UnaryOperator<Side> change) {
    return of(told, told.sides().stream().map(change).toList(), told.events());
  }

  static Timeline events(Timeline told, UnaryOperator<Event> change) {
    return of(told, told.sides(), told.events().stream().map(change).toList());
  }

  static Side side(Side side, String service, String instance, double clock) {
    return new Side(
        side.name(),
        service,
        instance,
        side.arrival(),
        side.operation(),
        side.ties(),
        side.attributes(),
        clock,
        side.seen());
  }

  static Side unseen(Side side) {
    return new Side(
        side.name(),
        side.service(),
        side.instance(),
        side.arrival(),
        side.operation(),
        side.ties(),
        side.attributes(),
        side.clock(),
        false);
  }

  static Side arriving(Side side, Timeline.Arrival arrival, String operation) {
    return new Side(
        side.name(),
        side.service(),
        side.instance(),
        arrival,
        operation,
        side.ties(),
        side.attributes(),
        side.clock(),
        side.seen());
  }

  static Event at(Event event, double millis, double duration) {
    return new Event(
        millis,
        event.side(),
        event.kind(),
        event.value(),
        event.version(),
        event.baseValue(),
        event.baseVersion(),
        event.guards(),
        event.rows(),
        event.statement(),
        event.parameters(),
        duration,
        event.failure(),
        event.attributes());
  }

  static Event saying(Event event, String statement, List<String> parameters) {
    return with(event, statement, parameters, event.attributes());
  }

  static Event with(Event event, String name, String value) {
    Map<String, String> attributes = new TreeMap<>(event.attributes());
    attributes.putIfAbsent(name, value);
    return with(event, event.statement(), event.parameters(), attributes);
  }

  static Event with(
      Event event, String statement, List<String> parameters, Map<String, String> attributes) {
    return new Event(
        event.millis(),
        event.side(),
        event.kind(),
        event.value(),
        event.version(),
        event.baseValue(),
        event.baseVersion(),
        event.guards(),
        event.rows(),
        statement,
        parameters,
        event.duration(),
        event.failure(),
        attributes);
  }

  static Event statement(double millis, String side, String text, String... parameters) {
    return new Event(
        millis,
        side,
        Kind.SQL,
        null,
        null,
        null,
        null,
        List.of(),
        null,
        text,
        List.of(parameters),
        0.02,
        null,
        Map.of());
  }

  /** When the side does its first thing; null if it does none. */
  static @Nullable Double start(Timeline told, String side) {
    Double first = null;
    for (Event event : told.events()) {
      if (event.side().equals(side) && (first == null || event.millis() < first)) {
        first = event.millis();
      }
    }
    return first;
  }

  static List<Event> plus(List<Event> events, Event more) {
    List<Event> all = new ArrayList<>(events);
    all.add(more);
    return all;
  }

  static boolean isSql(Timeline told) {
    return List.of("postgresql", "mysql", "oracle").contains(told.system());
  }

  /** Whether the side's place in a trace or in a stream of messages is what the case is about. */
  static boolean isPlain(Side side) {
    return side.ties().isEmpty() && side.attributes().isEmpty();
  }

  static boolean isTied(Timeline told) {
    return told.sides().stream().map(Side::ties).flatMap(List<Tie>::stream).findAny().isPresent();
  }
}
