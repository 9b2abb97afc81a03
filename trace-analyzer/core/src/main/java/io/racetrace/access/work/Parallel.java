package io.racetrace.access.work;

import io.racetrace.access.touch.DatabaseSpan;
import io.racetrace.trace.Interval;
import io.racetrace.trace.Span;
import io.racetrace.trace.SpanId;
import io.racetrace.trace.TraceTree;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Whether an execution does several things at once. */
final class Parallel {

  private final TraceTree tree;
  private final Map<SpanId, Interval> extent = new HashMap<>();
  private final Map<SpanId, List<Span>> branches = new HashMap<>();
  private final Set<SpanId> seen = new HashSet<>();

  private Parallel(TraceTree tree) {
    this.tree = tree;
  }

  /**
   * @param statements of one execution
   */
  static boolean isIn(List<Span> statements, TraceTree tree, Executions executions) {
    Parallel parallel = new Parallel(tree);
    for (Span statement : statements) {
      parallel.add(statement, executions.entry(statement));
    }
    return parallel.branches.values().stream().anyMatch(parallel::overlap);
  }

  /** Adds a statement to all branches that it is on. */
  private void add(Span statement, Span entry) {
    Span at = statement;
    while (true) {
      Interval known = extent.get(at.spanId());
      Interval grown = covering(covering(at.interval(), statement.interval()), known);
      boolean isNew = seen.add(at.spanId());
      if (grown.equals(known)) {
        return;
      }
      extent.put(at.spanId(), grown);
      Span parent = at.equals(entry) ? null : tree.parent(at);
      SpanId fork = at.parent();
      if (isNew && fork != null && (parent != null || tree.parent(at) == null)) {
        branches.computeIfAbsent(fork, key -> new ArrayList<>()).add(at);
      }
      if (parent == null) {
        return;
      }
      at = parent;
    }
  }

  private boolean overlap(List<Span> siblings) {
    siblings.sort(Comparator.comparing(this::extent).thenComparing(Span::spanId));
    Span longest = null;
    for (Span span : siblings) {
      if (longest != null
          && extent(span).start() < extent(longest).end()
          && !SameAccess.tellOfOne(longest, span)
          && !(isCommand(longest) && isCommand(span))) {
        return true;
      }
      longest = longest == null || extent(span).end() > extent(longest).end() ? span : longest;
    }
    return false;
  }

  /** Redis takes commands one after the other, whenever they are answered. */
  private static boolean isCommand(Span span) {
    String system = DatabaseSpan.system(span);
    return "redis".equals(system) || "valkey".equals(system);
  }

  private Interval extent(Span span) {
    return extent.getOrDefault(span.spanId(), span.interval());
  }

  private static Interval covering(Interval one, @Nullable Interval other) {
    return other == null
        ? one
        : new Interval(Math.min(one.start(), other.start()), Math.max(one.end(), other.end()));
  }
}
