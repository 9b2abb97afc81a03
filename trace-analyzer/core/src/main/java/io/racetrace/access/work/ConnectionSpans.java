package io.racetrace.access.work;

import io.racetrace.access.touch.DatabaseSpan;
import io.racetrace.access.work.BoundarySpan.Kind;
import io.racetrace.trace.Interval;
import io.racetrace.trace.Span;
import io.racetrace.trace.TraceTree;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Spans that stand for a connection from when it is taken until it is given back, as
 * datasource-micrometer writes them: statements are below, commits and rollbacks are events.
 */
final class ConnectionSpans {

  static final String NAME = "connection";

  private ConnectionSpans() {}

  static boolean is(Span span) {
    return span.name().equalsIgnoreCase(NAME)
        && !span.kind().isEntry()
        && !DatabaseSpan.isStatement(span)
        && (tellsEnds(span)
            || span.attributes().keySet().stream().anyMatch(key -> key.startsWith("jdbc.")));
  }

  /** Whether the span has an event that ends a transaction. */
  static boolean tellsEnds(Span span) {
    return span.name().equalsIgnoreCase(NAME)
        && (span.attribute("event.commit") != null || span.attribute("event.rollback") != null);
  }

  /** The nearest connection above, in the same service. */
  static Above<Span> above(TraceTree tree) {
    return new Above<>(tree, span -> is(span) ? span : null);
  }

  /** The ends that the connection's events tell; all that is known is that they were over then. */
  static List<BoundarySpan> ends(Span connection) {
    List<BoundarySpan> ends = new ArrayList<>();
    for (long time : times(connection.attribute("event.commit"))) {
      ends.add(end(connection, Kind.COMMIT, time));
    }
    for (long time : times(connection.attribute("event.rollback"))) {
      ends.add(end(connection, Kind.ROLLBACK, time));
    }
    return ends;
  }

  private static BoundarySpan end(Span connection, Kind kind, long time) {
    long start = Math.min(connection.interval().start(), time);
    return new BoundarySpan(connection, kind, time, new Interval(start, time), "");
  }

  private static List<Long> times(@Nullable String list) {
    List<Long> times = new ArrayList<>();
    if (list != null) {
      for (String time : list.split(",", -1)) {
        if (time.matches("\\d{1,18}|[1-8]\\d{18}")) {
          times.add(Long.valueOf(time));
        }
      }
    }
    return times;
  }
}
