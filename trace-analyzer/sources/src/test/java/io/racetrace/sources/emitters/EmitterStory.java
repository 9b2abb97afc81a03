package io.racetrace.sources.emitters;

import io.racetrace.access.Access;
import io.racetrace.access.UnitOfWork.Boundary;
import io.racetrace.access.Write;
import io.racetrace.access.touch.AccessExtractor;
import io.racetrace.access.touch.MongoAccessExtractor;
import io.racetrace.access.touch.RedisAccessExtractor;
import io.racetrace.access.touch.SqlAccessExtractor;
import io.racetrace.access.touch.StatedAccessExtractor;
import io.racetrace.access.touch.Touch;
import io.racetrace.access.touch.UnreadStoreExtractor;
import io.racetrace.access.work.BoundaryWriters;
import io.racetrace.access.work.TraceAccesses;
import io.racetrace.sources.CollectedSpans;
import io.racetrace.trace.Span;
import io.racetrace.trace.SpanForest;
import io.racetrace.trace.SpanId;
import io.racetrace.trace.TraceId;
import io.racetrace.trace.TraceTree;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the analyzer says of the spans of one story: a line for each access whose record it knows,
 * with the unit of work where it is a write, and a line for each that it is blind for.
 *
 * <pre>
 *   READ postgresql/shop/orders 17
 *   UPDATE postgresql/shop/orders 17 in a transaction
 *   blind INSERT postgresql/shop/orders
 * </pre>
 */
public final class EmitterStory {

  private static final SpanId NOBODY = new SpanId(0);
  private static final Set<String> WITHOUT_UNITS = Set.of("redis", "mongodb");

  private EmitterStory() {}

  /** The lines, in the order of the spans' times. */
  public static List<String> told(String otlpJson) throws IOException {
    List<Span> spans = new ArrayList<>(CollectedSpans.decode(otlpJson).spans);
    spans.sort(Comparator.comparingLong(span -> span.interval().start()));
    List<AccessExtractor> extractors = extractors();
    BoundaryWriters boundaryWriters = new BoundaryWriters();
    Map<TraceId, List<Span>> traces = new LinkedHashMap<>();
    for (Span span : spans) {
      extractors.forEach(extractor -> extractor.learn(span));
      boundaryWriters.learn(span);
      traces.computeIfAbsent(span.traceId(), id -> new ArrayList<>()).add(span);
    }
    TraceAccesses accesses = new TraceAccesses(extractors, boundaryWriters, new SpanForest());
    List<Line> lines = new ArrayList<>();
    for (List<Span> trace : traces.values()) {
      TraceTree tree = new TraceTree(trace);
      Set<SpanId> told = new HashSet<>();
      for (Access access : accesses.extract(tree).accesses()) {
        lines.add(new Line(access.interval().start(), line(access)));
        told.add(access.site().spanId());
      }
      // Of two spans of one statement, one tells it.
      Set<SpanId> above = new HashSet<>();
      tree.spans().stream()
          .filter(span -> told.contains(span.spanId()))
          .map(tree::parent)
          .forEach(span -> above.add(span == null ? NOBODY : span.spanId()));
      for (Span span : tree.spans()) {
        Span parent = tree.parent(span);
        if (told.contains(span.spanId())
            || above.contains(span.spanId())
            || parent != null
                && (told.contains(parent.spanId()) || !touches(extractors, parent).isEmpty())) {
          continue;
        }
        for (Touch touch : touches(extractors, span)) {
          lines.add(
              new Line(
                  span.interval().start(), "blind " + touch.operation() + " " + touch.type().id()));
        }
      }
    }
    return lines.stream().sorted(Comparator.comparingLong(Line::at)).map(Line::text).toList();
  }

  private static List<Touch> touches(List<AccessExtractor> extractors, Span span) {
    return extractors.stream().flatMap(extractor -> extractor.extract(span).stream()).toList();
  }

  /** As an analysis has them. */
  private static List<AccessExtractor> extractors() {
    return List.of(
        new StatedAccessExtractor(),
        new SqlAccessExtractor(),
        new RedisAccessExtractor(),
        new MongoAccessExtractor(),
        new UnreadStoreExtractor());
  }

  private record Line(long at, String text) {}

  private static String line(Access access) {
    return access instanceof Write write
        ? write.operation() + " " + write.record() + unit(write)
        : "READ " + access.record();
  }

  private static String unit(Write write) {
    if (WITHOUT_UNITS.contains(write.record().type().store().system())) {
      return "";
    }
    Boundary boundary = write.site().unit().boundary();
    return switch (boundary.name()) {
      case "AUTOCOMMIT" -> " alone";
      case "UNKNOWN" -> "";
      default -> " in a transaction";
    };
  }
}
