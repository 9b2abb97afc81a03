package io.racetrace;

import io.racetrace.report.Diagnostic;
import io.racetrace.trace.Span;

/** Where a source puts what it reads. Used by one thread at a time. */
public interface SpanSink {

  void span(Span span);

  void diagnostic(Diagnostic diagnostic);

  /**
   * Whether anybody will ask for this attribute of a span; a source may leave out the others.
   * Always the same answer for the same name, on any thread.
   */
  default boolean uses(String attribute) {
    return true;
  }
}
