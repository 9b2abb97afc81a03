package io.racetrace.sources.backend;

import io.racetrace.report.Diagnostic;
import io.racetrace.trace.TraceId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;

/** Where answers go. */
interface AnswerTaker {

  /** An answer, of which only these traces are new. */
  void answer(Path file, String where, Set<TraceId> traces) throws IOException;

  void diagnostic(Diagnostic diagnostic);
}
