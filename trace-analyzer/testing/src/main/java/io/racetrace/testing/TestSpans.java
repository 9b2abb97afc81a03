package io.racetrace.testing;

import io.racetrace.trace.Span;
import io.racetrace.trace.SpanId;
import io.racetrace.trace.SpanLink;
import io.racetrace.trace.TraceId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which of all recorded spans belong to a test, and what is missing of their traces. */
final class TestSpans {

  private final Set<String> callers;
  private final Tests.@Nullable Test test;
  private final Map<TraceId, List<Span>> traces = new HashMap<>();

  /**
   * @param callers hexadecimal ids of spans that are only made up
   * @param test null for all that was recorded
   */
  TestSpans(List<Span> all, Set<String> callers, Tests.@Nullable Test test) {
    this.callers = callers;
    this.test = test;
    Set<String> seen = new HashSet<>();
    for (Span span : all) {
      // A span that was exported twice is one here; the analyzer would say so of its own input.
      if (seen.add(span.traceId() + "/" + span.spanId())) {
        traces.computeIfAbsent(span.traceId(), id -> new ArrayList<>()).add(rooted(span));
      }
    }
    if (test != null) {
      traces.values().removeIf(trace -> isBefore(trace, test.begun()));
      if (!test.beside().isEmpty()) {
        traces.keySet().retainAll(own(test));
      }
    }
  }

  /** A span that a header of the test called for begins its trace. */
  private Span rooted(Span span) {
    SpanId parent = span.parent();
    return parent != null && callers.contains(parent.toString())
        ? new Span(
            span.traceId(),
            span.spanId(),
            null,
            span.instance(),
            span.kind(),
            span.name(),
            span.interval(),
            span.status(),
            span.attributes(),
            span.links())
        : span;
  }

  private static boolean isBefore(List<Span> trace, Instant begun) {
    long nanos = begun.getEpochSecond() * 1_000_000_000L + begun.getNano();
    return trace.stream().allMatch(span -> span.interval().end() < nanos);
  }

  /** Those that the test began, and those that links tie to them, however far. */
  private Set<TraceId> own(Tests.Test of) {
    Map<TraceId, Set<TraceId>> tied = new HashMap<>();
    for (Map.Entry<TraceId, List<Span>> trace : traces.entrySet()) {
      for (Span span : trace.getValue()) {
        for (SpanLink link : span.links()) {
          tied.computeIfAbsent(trace.getKey(), id -> new HashSet<>()).add(link.traceId());
          tied.computeIfAbsent(link.traceId(), id -> new HashSet<>()).add(trace.getKey());
        }
      }
    }
    Set<TraceId> own = new HashSet<>();
    List<TraceId> next = new ArrayList<>();
    for (TraceId trace : traces.keySet()) {
      if (of.traces().contains(trace.toString())) {
        next.add(trace);
      }
    }
    while (!next.isEmpty()) {
      TraceId trace = next.remove(next.size() - 1);
      if (own.add(trace)) {
        next.addAll(tied.getOrDefault(trace, Set.of()));
      }
    }
    return own;
  }

  List<Span> spans() {
    return traces.values().stream().flatMap(List::stream).toList();
  }

  /** What each trace that is not whole lacks, in a line; empty if all are whole. */
  List<String> missing() {
    List<String> missing = new ArrayList<>();
    traces.forEach(
        (id, trace) -> {
          Set<SpanId> there = new HashSet<>();
          trace.forEach(span -> there.add(span.spanId()));
          for (Span span : trace) {
            SpanId parent = span.parent();
            if (parent != null && !there.contains(parent)) {
              missing.add(
                  "trace "
                      + id
                      + ": the parent "
                      + parent
                      + " of '"
                      + span.name()
                      + "' in "
                      + span.instance().service());
            }
          }
        });
    if (test != null) {
      for (String begun : test.traces()) {
        if (traces.keySet().stream().noneMatch(id -> id.toString().equals(begun))) {
          missing.add("trace " + begun + ": all of it");
        }
      }
    }
    missing.sort(null);
    return missing;
  }
}
