package io.racetrace;

import io.racetrace.report.Diagnostic;
import io.racetrace.trace.Span;

/** Where a source puts what it reads. Used by one thread at a time. */
public interface SpanSink {

  void span(Span span);

  void diagnostic(Diagnostic diagnostic);
}
