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
import io.racetrace.trace.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What happened to one record, as text. See the package for the notation.
 *
 * @param system such as {@code postgresql}
 * @param column the column that values speak of
 */
public record Timeline(
    String system,
    String database,
    String type,
    String key,
    String column,
    List<Side> sides,
    List<Event> events) {

  /** How the work of a side arrived. */
  public enum Arrival {
    REQUEST,
    EVENT,
    JOB
  }

  /** How the trace of a side is tied to another side's. */
  public enum Tie {
    NONE,
    CALLED_BY,
    LINKED_TO
  }

  /**
   * One execution of one entry point.
   *
   * @param name a capital letter
   * @param tiedTo the name of the other side; empty if there is none
   */
  public record Side(
      String name,
      String service,
      String instance,
      Arrival arrival,
      String operation,
      Tie tie,
      String tiedTo) {}

  /** What an event is. */
  public enum Kind {
    READ,
    WRITE,
    SQL,
    COMMIT,
    ROLLBACK
  }

  /**
   * One line.
   *
   * @param millis when it starts, from the beginning of the timeline
   * @param value the value read or written; null if not recorded
   * @param version the version read or written; null if not recorded
   * @param baseValue what a write is based on; null if not recorded
   * @param guards ids of guards, in order
   * @param rows rows affected; null if not recorded
   * @param statement of an SQL event; empty otherwise
   * @param parameters bind parameters of an SQL event
   * @param duration milliseconds that it takes
   * @param failure the message of an exception; null if it did not fail
   */
  public record Event(
      double millis,
      String side,
      Kind kind,
      @Nullable String value,
      @Nullable String version,
      @Nullable String baseValue,
      @Nullable String baseVersion,
      List<String> guards,
      @Nullable Long rows,
      String statement,
      List<String> parameters,
      double duration,
      @Nullable String failure) {

    /** How long an event takes where a line does not say. */
    public static final double USUAL_DURATION = 0.2;

    /** Copies the lists. */
    public Event {
      guards = List.copyOf(guards);
      parameters = List.copyOf(parameters);
    }
  }

  /** Copies the lists. */
  public Timeline {
    sides = List.copyOf(sides);
    events = List.copyOf(events);
  }

  /**
   * @throws IllegalArgumentException if a line is not of the notation; the message has its number
   */
  public static Timeline parse(String text) {
    return TimelineParser.parse(text);
  }

  /** The spans that services would have written, had this happened. */
  public List<Span> spans() {
    return new TimelineSpans(this).spans();
  }

  /**
   * The history of a record as a timeline: each execution is a side, times count from the first.
   */
  public static Timeline of(History history) {
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
              Tie.NONE,
              ""));
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
        null);
  }

  private static @Nullable String version(Snapshot snapshot) {
    return snapshot.version() instanceof Version.Known known ? known.text() : null;
  }

  /** The text that {@link #parse} reads. */
  @Override
  public String toString() {
    return TimelineText.of(this);
  }
}
