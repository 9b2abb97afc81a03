package io.racetrace.trace;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The spans of one trace with their parents, as far as the input has them. A span whose parent is
 * missing stays, as an orphan; a span that was exported twice is there once; a circle of parents is
 * cut.
 */
public final class TraceTree {

  private static final Comparator<Span> CANONICAL =
      Comparator.comparing(Span::interval)
          .thenComparing(Span::instance)
          .thenComparing(Span::kind)
          .thenComparing(Span::spanId)
          .thenComparing(Span::name)
          .thenComparing(span -> new TreeMap<>(span.attributes()).toString());

  private final List<Span> spans = new ArrayList<>();
  private final Map<SpanId, Span> byId = new HashMap<>();
  private final Set<SpanId> cut = new HashSet<>();
  private final Set<SpanId> reachesRoot = new HashSet<>();
  private int duplicates;
  private int orphans;

  /**
   * @param spans spans that all have the same trace id, in any order
   */
  public TraceTree(List<Span> spans) {
    List<Span> sorted = new ArrayList<>(spans);
    sorted.sort(CANONICAL);
    for (Span span : sorted) {
      if (byId.putIfAbsent(span.spanId(), span) == null) {
        this.spans.add(span);
      } else {
        duplicates++;
      }
    }
    for (Span span : this.spans) {
      SpanId parent = span.parent();
      if (parent != null && !byId.containsKey(parent)) {
        orphans++;
      }
      cutCircleAt(span);
    }
  }

  /** All spans, by start time; equal input sets give equal lists. */
  public List<Span> spans() {
    return List.copyOf(spans);
  }

  public @Nullable Span span(SpanId id) {
    return byId.get(id);
  }

  /** The parent, if the input has it. */
  public @Nullable Span parent(Span span) {
    SpanId parent = span.parent();
    return parent == null || cut.contains(span.spanId()) ? null : byId.get(parent);
  }

  /** The way from the outermost known ancestor down to the span itself. */
  public List<Span> path(Span span) {
    List<Span> path = new ArrayList<>();
    for (Span at = span; at != null; at = parent(at)) {
      path.add(at);
    }
    Collections.reverse(path);
    return path;
  }

  /** How many copies of spans were dropped. */
  public int duplicates() {
    return duplicates;
  }

  /** How many spans name a parent that the input does not have. */
  public int orphans() {
    return orphans;
  }

  /** How many circles of parents were cut. */
  public int cycles() {
    return cut.size();
  }

  private void cutCircleAt(Span span) {
    Set<SpanId> seen = new HashSet<>();
    Span at = span;
    while (at != null && !reachesRoot.contains(at.spanId()) && seen.add(at.spanId())) {
      at = parent(at);
    }
    if (at != null && !reachesRoot.contains(at.spanId())) {
      cut.add(at.spanId());
    }
    reachesRoot.addAll(seen);
  }
}
