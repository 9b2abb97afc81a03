package io.racetrace.access.work;

import io.racetrace.access.EntryPoint;
import io.racetrace.access.EntryPoint.Path;
import io.racetrace.trace.ServiceInstance;
import io.racetrace.trace.Span;
import io.racetrace.trace.SpanId;
import io.racetrace.trace.SpanKind;
import io.racetrace.trace.TraceTree;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The executions of entry points in one trace: which span began the work that a span belongs to.
 */
final class Executions {

  private final TraceTree tree;
  private final Branches branches;
  private final Map<SpanId, Span> entries = new HashMap<>();
  private final Map<SpanId, EntryPoint> points = new HashMap<>();

  /**
   * One execution.
   *
   * @param entry the span that it began with, or what is known to be above all of it
   */
  record Key(ServiceInstance instance, SpanId entry) {

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Key key && entry.equals(key.entry) && instance.equals(key.instance);
    }

    @Override
    public int hashCode() {
      return entry.hashCode() * 31 + instance.hashCode();
    }
  }

  Executions(TraceTree tree) {
    this.tree = tree;
    branches = new Branches(tree);
  }

  /** The span that began this service's work: a server's, a consumer's, else the outermost one. */
  Span entry(Span span) {
    if (span.kind().isEntry()) {
      return span;
    }
    Span found = entries.get(span.spanId());
    Span last = span;
    while (found == null) {
      Span parent = tree.parent(last);
      if (parent == null || !parent.instance().equals(last.instance())) {
        found = last;
      } else {
        found = known(parent);
        last = parent;
      }
    }
    // A trace that is as deep as it is long takes no longer than any other one.
    Span at = span;
    while (at != null && known(at) == null) {
      entries.put(at.spanId(), found);
      at = at.equals(last) ? null : tree.parent(at);
    }
    // It may be told with more than the tree knows of it.
    return found.spanId().equals(span.spanId()) ? span : found;
  }

  private @Nullable Span known(Span span) {
    return span.kind().isEntry() ? span : entries.get(span.spanId());
  }

  Key key(Span span) {
    Span entry = entry(span);
    SpanId missing = missingAbove(entry);
    return new Key(span.instance(), missing == null ? entry.spanId() : missing);
  }

  /** Whether the input lacks what is above, so that more may belong to the same execution. */
  boolean isCutOff(Span span) {
    return missingAbove(entry(span)) != null;
  }

  /** The same, with each branch for itself: what has no thread in common has no connection. */
  Key lane(Span span) {
    Span branch = branches.of(span);
    return branch == null ? key(span) : new Key(span.instance(), branch.spanId());
  }

  /** The span that a thread of its own began with; null if the work is the execution's own. */
  @Nullable Span branch(Span span) {
    return branches.of(span);
  }

  /** The entry point of what one span did. */
  EntryPoint entryPointOf(Span span) {
    EntryPoint all = point(entry(span));
    Span branch = branches.of(span);
    return branch == null
        ? all
        : new EntryPoint(all.service(), all.operation(), all.path(), all.spanId(), branch.spanId());
  }

  /** The entry point that this trace's work of a span began with. */
  EntryPoint point(Span entry) {
    EntryPoint known = points.get(entry.spanId());
    if (known == null) {
      known = entryPoint(entry);
      points.put(entry.spanId(), known);
    }
    return known;
  }

  static EntryPoint entryPoint(Span entry) {
    Path path =
        entry.kind() == SpanKind.SERVER
            ? Path.REQUEST
            : entry.kind() == SpanKind.CONSUMER ? Path.EVENT : Path.UNKNOWN;
    return new EntryPoint(entry.instance().service(), operation(entry), path, entry.spanId());
  }

  private @Nullable SpanId missingAbove(Span entry) {
    SpanId parent = entry.parent();
    boolean isMissing = !entry.kind().isEntry() && parent != null && tree.span(parent) == null;
    return isMissing ? parent : null;
  }

  private static String operation(Span entry) {
    String route = entry.attribute("http.route");
    String method = entry.firstAttribute("http.request.method", "http.method");
    return route != null && method != null ? method + " " + route : entry.name();
  }
}
