package io.racetrace.access.work;

import io.racetrace.access.touch.DatabaseSpan;
import io.racetrace.access.work.BoundarySpan.Kind;
import io.racetrace.trace.ServiceInstance;
import io.racetrace.trace.Span;
import java.util.HashSet;
import java.util.Set;

/**
 * Who shows where transactions end: there, a statement without an end is its own. A text that says
 * COMMIT proves that only together with one that says BEGIN, for the driver's own calls may be
 * hidden.
 */
public final class BoundaryWriters {

  private final Set<Writer> writers = new HashSet<>();
  private final Set<ServiceInstance> instances = new HashSet<>();
  private final Set<Writer> begin = new HashSet<>();
  private final Set<Writer> endByText = new HashSet<>();

  /** One instrumentation in one process, for one kind of store. */
  private record Writer(ServiceInstance instance, String scope, String system) {

    static Writer of(Span span) {
      return new Writer(
          span.instance(), DatabaseSpan.scope(span), DatabaseSpan.store(span).system());
    }
  }

  /** Sees every span once, in any order. */
  public void learn(Span span) {
    if (ConnectionSpans.tellsEnds(span)) {
      writers.add(new Writer(span.instance(), ConnectionSpans.NAME, ""));
    }
    BoundarySpan boundary = BoundarySpan.of(span);
    if (boundary == null) {
      return;
    }
    if (boundary.kind() == Kind.BEGIN) {
      begin.add(Writer.of(span));
    } else if (boundary.kind() == Kind.COMMIT || boundary.kind() == Kind.ROLLBACK) {
      if (boundary.isCall()) {
        writers.add(Writer.of(span));
        instances.add(span.instance());
      } else {
        endByText.add(Writer.of(span));
      }
    }
  }

  /** Whether the transaction of a statement like this one would be seen to end. */
  public boolean show(Span statement) {
    if (!DatabaseSpan.isStatement(statement)) {
      // A stated access, without the span of a store below it.
      return instances.contains(statement.instance());
    }
    Writer writer = Writer.of(statement);
    return writers.contains(writer) || begin.contains(writer) && endByText.contains(writer);
  }

  /** Whether what is done on a connection that has a span of its own would be seen to end. */
  boolean showOnConnectionSpans(ServiceInstance instance) {
    return writers.contains(new Writer(instance, ConnectionSpans.NAME, ""));
  }
}
