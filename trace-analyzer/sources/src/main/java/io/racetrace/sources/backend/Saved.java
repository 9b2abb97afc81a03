package io.racetrace.sources.backend;

import io.racetrace.report.Diagnostic;
import java.util.List;

/**
 * What was kept of a back end's answers, and what is wrong with them.
 *
 * @param traces how many different ones
 */
public record Saved(int traces, long spans, List<Diagnostic> diagnostics) {

  /** Whether the back end gave all that it was asked for, as far as one can tell. */
  public boolean isComplete() {
    return diagnostics.stream().noneMatch(diagnostic -> diagnostic.kind().losesEvidence());
  }
}
