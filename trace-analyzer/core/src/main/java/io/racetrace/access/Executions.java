package io.racetrace.access;

import io.racetrace.access.EntryPoint.Path;
import io.racetrace.trace.Span;
import io.racetrace.trace.SpanId;
import io.racetrace.trace.SpanKind;
import io.racetrace.trace.TraceTree;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The executions of entry points in one trace: which span began the work that a statement belongs
 * to, and which boundary ended the statement's transaction.
 *
 * <p>There is no BEGIN span and no transaction id in today's telemetry. What joins a statement to
 * its COMMIT is the execution and the thread, and of several boundaries the first one decides:
 * pools make drivers commit once more when they take the connection back.
 */
final class Executions {

  private final TraceTree tree;
  private final Map<Line, List<BoundarySpan>> boundaries = new HashMap<>();
  private final Set<Line> parallel = new HashSet<>();

  /** One execution on one thread; an empty thread where spans don't tell it. */
  private record Line(SpanId entry, String thread) {}

  Executions(TraceTree tree, List<SpanTouch> touches) {
    this.tree = tree;
    for (Span span : tree.spans()) {
      BoundarySpan boundary = BoundarySpan.of(span);
      if (boundary != null) {
        boundaries.computeIfAbsent(line(span), line -> new ArrayList<>()).add(boundary);
      }
    }
    findParallelLines(touches);
  }

  /** The span that began this service's work: a server's, a consumer's, else the outermost one. */
  Span entry(Span span) {
    Span at = span;
    while (!at.kind().isEntry()) {
      Span above = tree.parent(at);
      if (above == null || !above.instance().equals(span.instance())) {
        return at;
      }
      at = above;
    }
    return at;
  }

  /** The boundary that ended the statement's transaction; null if none is known. */
  @Nullable BoundarySpan boundary(Span statement) {
    if (runsInParallel(statement)) {
      return null;
    }
    for (BoundarySpan boundary : boundaries.getOrDefault(line(statement), List.of())) {
      if (boundary.span().interval().start() >= statement.interval().end()) {
        return boundary;
      }
    }
    return null;
  }

  /** Whether statements of this execution overlap and nothing tells their threads apart. */
  boolean runsInParallel(Span statement) {
    return parallel.contains(line(statement));
  }

  static EntryPoint entryPoint(Span entry) {
    Path path =
        entry.kind() == SpanKind.SERVER
            ? Path.REQUEST
            : entry.kind() == SpanKind.CONSUMER ? Path.EVENT : Path.UNKNOWN;
    return new EntryPoint(entry.instance().service(), operation(entry), path, entry.spanId());
  }

  private static String operation(Span entry) {
    String route = entry.attribute("http.route");
    String method = entry.firstAttribute("http.request.method", "http.method");
    return route != null && method != null ? method + " " + route : entry.name();
  }

  private Line line(Span span) {
    String thread = span.attribute("thread.id");
    return new Line(entry(span).spanId(), thread == null ? "" : thread);
  }

  private void findParallelLines(List<SpanTouch> touches) {
    Map<Line, Long> busyUntil = new HashMap<>();
    for (SpanTouch touch : touches) {
      Line line = line(touch.span());
      if (!line.thread().isEmpty()) {
        continue;
      }
      long start = touch.span().interval().start();
      long end = touch.span().interval().end();
      Long busy = busyUntil.get(line);
      if (busy != null && start < busy) {
        parallel.add(line);
      }
      busyUntil.merge(line, end, Math::max);
    }
  }
}
