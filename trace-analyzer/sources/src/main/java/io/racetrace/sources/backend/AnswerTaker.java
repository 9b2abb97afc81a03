package io.racetrace.sources.backend;

import io.racetrace.report.Diagnostic;
import io.racetrace.trace.TraceId;
import java.io.IOException;
import java.util.Set;

/** Where answers go. */
interface AnswerTaker {

  /** An answer, of which only these traces are new. What is wrong with its spans comes with it. */
  void answer(Scan scan, Set<TraceId> traces) throws IOException;

  void diagnostic(Diagnostic diagnostic);
}
