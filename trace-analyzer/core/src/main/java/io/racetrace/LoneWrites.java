package io.racetrace;

import io.racetrace.access.Access;
import io.racetrace.access.Guard;
import io.racetrace.access.Operation;
import io.racetrace.access.Write;
import io.racetrace.report.Diagnostic;
import io.racetrace.trace.Span;
import io.racetrace.trace.SpanKind;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Counts the changes that no span stands above: those of jobs that nobody traces, or of a service
 * whose context does not reach its driver. What was read for such a change is a trace of its own as
 * well, so no rule can tie the two together, and that nothing is found says nothing.
 */
final class LoneWrites {

  /** From this share on, of the changes of one service. */
  private static final double MANY = 0.05;

  private final SortedMap<String, long[]> services = new TreeMap<>();

  void add(Access access, @Nullable Span span) {
    if (access instanceof Write write
        && write.operation() == Operation.UPDATE
        && write.outcome().mayHaveTakenEffect()) {
      long[] counts = services.computeIfAbsent(write.site().service(), service -> new long[2]);
      counts[0]++;
      counts[1] += span != null && isLone(write, span) ? 1 : 0;
    }
  }

  /** Whether it rests on a read, if on any, that nobody can find. */
  private static boolean isLone(Write write, Span span) {
    return span.kind() == SpanKind.CLIENT
        && span.parent() == null
        && span.links().isEmpty()
        && !write.guards().contains(Guard.ATOMIC_STATEMENT)
        && !write.guards().contains(Guard.VERSION_PREDICATE);
  }

  List<Diagnostic> diagnostics() {
    List<Diagnostic> told = new ArrayList<>();
    services.forEach(
        (service, counts) -> {
          if (counts[1] > 0 && counts[1] >= counts[0] * MANY) {
            told.add(
                new Diagnostic(
                    Diagnostic.Kind.LONE_WRITES,
                    service,
                    counts[1],
                    "changes that no span of the service stands above: what was read for them can't"
                        + " be told; trace the job that makes them, or pass the context on"));
          }
        });
    return told;
  }
}
