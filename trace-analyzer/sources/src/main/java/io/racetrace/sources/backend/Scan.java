package io.racetrace.sources.backend;

import io.racetrace.SpanSink;
import io.racetrace.report.Diagnostic;
import io.racetrace.trace.Span;
import io.racetrace.trace.TraceId;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A first look at an answer: which traces it holds, and what is wrong with it. */
final class Scan implements SpanSink {

  /** What is wrong with single spans, which may be in several answers. */
  private static final Set<Diagnostic.Kind> OF_SPANS =
      EnumSet.of(
          Diagnostic.Kind.END_BEFORE_START,
          Diagnostic.Kind.UNFINISHED_SPAN,
          Diagnostic.Kind.CLOCK_SKEW,
          Diagnostic.Kind.LATE_PARENT,
          Diagnostic.Kind.TRUNCATED_ANSWER);

  private final TagFilter filter;

  /** Where the answer is from, in diagnostics. */
  final String where;

  final Path file;

  /** All traces that were found, before any filter: by their number one sees a full answer. */
  final Set<TraceId> traces;

  /** Traces in the answer that match. */
  final Set<TraceId> matching = new HashSet<>();

  final Set<TraceId> cut;
  final Set<TraceId> missing;

  /** What is wrong with the answer itself. */
  final List<Diagnostic> faults = new ArrayList<>();

  /** What is wrong with spans in it. */
  final List<Diagnostic> spanFaults = new ArrayList<>();

  private Scan(TagFilter filter, String where, Path file, Found found) {
    this.filter = filter;
    this.where = where;
    this.file = file;
    traces = new HashSet<>(found.listed());
    cut = found.cut();
    missing = found.missing();
  }

  static Scan of(BackEnd backEnd, TagFilter filter, String where, Path file, Found found)
      throws IOException {
    Scan scan = new Scan(filter, where, file, found);
    if (found.any()) {
      try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
        backEnd.decoder().decode(in, where, scan);
      }
    }
    return scan;
  }

  /** Whether the answer is one without traces, and as it should be. */
  boolean isEmpty() {
    return traces.isEmpty() && faults.isEmpty();
  }

  /** Kinds of diagnostics that go with spans rather than with answers. */
  static boolean isOfSpan(Diagnostic diagnostic) {
    return OF_SPANS.contains(diagnostic.kind());
  }

  @Override
  public void span(Span span) {
    traces.add(span.traceId());
    if (filter.matches(span)) {
      matching.add(span.traceId());
    }
  }

  @Override
  public void diagnostic(Diagnostic diagnostic) {
    (isOfSpan(diagnostic) ? spanFaults : faults).add(diagnostic);
  }
}
