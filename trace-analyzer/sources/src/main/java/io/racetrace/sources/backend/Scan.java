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
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A first look at an answer: which traces it holds, and what is wrong with it. */
final class Scan implements SpanSink {

  private final BackEnd backEnd;
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
  final List<Diagnostic> diagnostics = new ArrayList<>();

  private Scan(BackEnd backEnd, TagFilter filter, String where, Path file, Found found) {
    this.backEnd = backEnd;
    this.filter = filter;
    this.where = where;
    this.file = file;
    traces = new HashSet<>(found.listed());
    cut = new HashSet<>(found.cut());
    missing = found.missing();
  }

  static Scan of(BackEnd backEnd, TagFilter filter, String where, Path file, Found found)
      throws IOException {
    Scan scan = new Scan(backEnd, filter, where, file, found);
    if (found.any()) {
      try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
        backEnd.decoder().decode(in, where, scan);
      }
    }
    return scan;
  }

  @Override
  public void span(Span span) {
    traces.add(span.traceId());
    if (filter.matches(span)) {
      matching.add(span.traceId());
    }
    if (backEnd.isOfCutTrace(span)) {
      cut.add(span.traceId());
    }
  }

  @Override
  public void diagnostic(Diagnostic diagnostic) {
    diagnostics.add(diagnostic);
  }
}
