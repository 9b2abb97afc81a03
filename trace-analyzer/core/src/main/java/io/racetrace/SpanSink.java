package io.racetrace;

import io.racetrace.report.Diagnostic;
import io.racetrace.trace.Span;
import java.util.List;

/** Where a source puts what it reads. Used by one thread at a time. */
public interface SpanSink {

  void span(Span span);

  void diagnostic(Diagnostic diagnostic);

  /**
   * Does what can be done with some spans on any thread, and gives what is left to be run on the
   * sink's own thread. It may never be run; if it is, that is the same as {@link #span} with each
   * of them.
   */
  default Runnable prepared(List<Span> spans) {
    return () -> spans.forEach(this::span);
  }

  /**
   * Whether anybody will ask for this attribute of a span; a source may leave out the others.
   * Always the same answer for the same name, on any thread.
   */
  default boolean uses(String attribute) {
    return true;
  }
}
