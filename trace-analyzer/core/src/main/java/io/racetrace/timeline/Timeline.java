package io.racetrace.timeline;

import io.racetrace.history.History;
import io.racetrace.trace.Span;
import java.util.List;
import java.util.Map;
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
  public enum Bond {
    /** A call that the other side waits for. */
    CALLED_BY,
    /** Work that the other side set off, below its entry span; nobody waits for it. */
    SPAWNED_BY,
    /** A branch of the other side's work that runs beside it, and is waited for. */
    BESIDE,
    /** A message of the other side's, in a trace of its own that links to it. */
    CONSUMES_FROM,
    /** A message of the other side's, in the same trace. */
    CONTINUES_FROM,
    /** A link to the other side's entry span, in a trace of its own. */
    LINKED_TO;

    /** Whether the side is in the other's trace, below one of its spans. */
    public boolean isParent() {
      return this != CONSUMES_FROM && this != LINKED_TO;
    }
  }

  /**
   * What ties a side to another one.
   *
   * @param side the name of the other side
   * @param attributes of the span between the two, which calls or sends
   * @param waits for how many milliseconds a caller waited; null if to the end
   */
  public record Tie(
      Bond bond, String side, Map<String, String> attributes, @Nullable Double waits) {

    /** Copies the attributes. */
    public Tie {
      attributes = Map.copyOf(attributes);
    }
  }

  /**
   * One execution of one entry point.
   *
   * @param name begins with a letter, such as {@code A}
   * @param attributes of its entry span
   * @param clock by how many milliseconds its instance's clock is ahead
   * @param seen whether the input has its entry span
   */
  public record Side(
      String name,
      String service,
      String instance,
      Arrival arrival,
      String operation,
      List<Tie> ties,
      Map<String, String> attributes,
      double clock,
      boolean seen) {

    /** Copies the collections. */
    public Side {
      ties = List.copyOf(ties);
      attributes = Map.copyOf(attributes);
    }
  }

  /** What an event is. */
  public enum Kind {
    READ,
    WRITE,
    SQL,
    /** A call to something outside, of which nothing else is seen. */
    CALL,
    COMMIT,
    ROLLBACK,
    /** A message goes out, to the sides that consume or continue from this one. */
    SEND
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
   * @param statement of an SQL event, or the name of a call; empty otherwise
   * @param parameters bind parameters of an SQL event
   * @param duration milliseconds that it takes
   * @param failure the message of an exception; null if it did not fail
   * @param attributes what the span has besides, or instead; an empty value takes one away
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
      @Nullable String failure,
      Map<String, String> attributes) {

    /** How long an event takes where a line does not say. */
    public static final double USUAL_DURATION = 0.2;

    /** Copies the lists. */
    public Event {
      guards = List.copyOf(guards);
      parameters = List.copyOf(parameters);
      attributes = Map.copyOf(attributes);
    }

    double end() {
      return millis + duration;
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
    return HistoryTimeline.of(history);
  }

  /** The text that {@link #parse} reads. */
  @Override
  public String toString() {
    return TimelineText.of(this);
  }
}
