package io.racetrace.sources.backend;

import io.racetrace.SpanSink;
import io.racetrace.report.Diagnostic;
import io.racetrace.sources.otlp.OtlpEvidence;
import io.racetrace.trace.Span;
import io.racetrace.trace.TraceId;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Keeps answers as evidence. */
final class Keeping implements AnswerTaker {

  private final BackEnd backEnd;
  private final FetchListener listener;
  private final OtlpEvidence evidence;
  private final List<Diagnostic> diagnostics = new ArrayList<>();
  private final List<Diagnostic> untold = new ArrayList<>();
  private boolean lossTold;

  Keeping(BackEnd backEnd, FetchListener listener, OtlpEvidence evidence) {
    this.backEnd = backEnd;
    this.listener = listener;
    this.evidence = evidence;
  }

  List<Diagnostic> diagnostics() {
    return diagnostics.stream().sorted().toList();
  }

  /** What is missing and is not told by the spans that are kept, each in a line. */
  List<String> lacks() {
    return untold.stream()
        .filter(diagnostic -> diagnostic.kind().losesEvidence())
        .sorted()
        .map(lack -> lack.kind().id() + " " + lack.where() + ": " + lack.detail())
        .toList();
  }

  @Override
  public void answer(Scan scan, Set<TraceId> traces) throws IOException {
    diagnostics.addAll(scan.spanFaults);
    try (InputStream in = new BufferedInputStream(Files.newInputStream(scan.file))) {
      if (backEnd.answersInOtlp()) {
        evidence.answer(in, traces::contains);
        return;
      }
      tellLoss();
      untold.addAll(scan.spanFaults);
      Decoded decoded = new Decoded(traces);
      backEnd.decoder().decode(in, scan.where, decoded);
      evidence.spans(decoded.spans);
    }
  }

  @Override
  public void diagnostic(Diagnostic diagnostic) {
    diagnostics.add(diagnostic);
    untold.add(diagnostic);
  }

  private void tellLoss() {
    if (!lossTold) {
      lossTold = true;
      listener.note(
          "the answers are not OTLP: the file holds no events, no scopes, and attributes as text");
    }
  }

  /** The spans of certain traces. */
  private static final class Decoded implements SpanSink {

    private final Set<TraceId> traces;
    final List<Span> spans = new ArrayList<>();

    Decoded(Set<TraceId> traces) {
      this.traces = traces;
    }

    @Override
    public void span(Span span) {
      if (traces.contains(span.traceId())) {
        spans.add(span);
      }
    }

    @Override
    public void diagnostic(Diagnostic diagnostic) {
      // Told at the first look.
    }
  }
}
