package io.racetrace.sources.backend;

import io.racetrace.SpanSink;
import io.racetrace.report.Diagnostic;
import io.racetrace.sources.otlp.OtlpEvidence;
import io.racetrace.trace.Span;
import io.racetrace.trace.TraceId;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/** Hands the spans of answers to a sink. */
final class Reading implements AnswerTaker {

  private final BackEnd backEnd;
  private final SpanSink sink;

  Reading(BackEnd backEnd, SpanSink sink) {
    this.backEnd = backEnd;
    this.sink = sink;
  }

  @Override
  public void answer(Scan scan, Set<TraceId> traces) throws IOException {
    if (scan.spanFaults.isEmpty() || !backEnd.answersInOtlp()) {
      scan.spanFaults.forEach(sink::diagnostic);
      decode(scan.file, scan.where, traces, false);
      return;
    }
    // Faults are told by service, not by trace: only of the new traces alone is their number right.
    Path fresh = Files.createTempFile("racetrace-", ".jsonl");
    fresh.toFile().deleteOnExit();
    try {
      keep(scan.file, traces, fresh);
      decode(fresh, scan.where, traces, true);
    } finally {
      Files.deleteIfExists(fresh);
    }
  }

  @Override
  public void diagnostic(Diagnostic diagnostic) {
    sink.diagnostic(diagnostic);
  }

  private static void keep(Path answer, Set<TraceId> traces, Path into) throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(answer));
        OutputStream out = new BufferedOutputStream(Files.newOutputStream(into))) {
      OtlpEvidence evidence = new OtlpEvidence(out);
      evidence.answer(in, traces::contains);
      evidence.end();
    }
  }

  private void decode(Path file, String where, Set<TraceId> traces, boolean tellFaults)
      throws IOException {
    SpanSink chosen =
        new SpanSink() {
          @Override
          public void span(Span span) {
            if (traces.contains(span.traceId())) {
              sink.span(span);
            }
          }

          @Override
          public void diagnostic(Diagnostic diagnostic) {
            // The others were told at the first look.
            if (tellFaults && Scan.isOfSpan(diagnostic)) {
              sink.diagnostic(diagnostic);
            }
          }
        };
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      backEnd.decoder().decode(in, where, chosen);
    }
  }
}
