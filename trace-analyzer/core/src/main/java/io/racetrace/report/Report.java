package io.racetrace.report;

import io.racetrace.access.Guard;
import io.racetrace.access.RecordType;
import io.racetrace.finding.Certainty;
import io.racetrace.finding.Finding;
import io.racetrace.history.Census;
import io.racetrace.history.Coverage;
import io.racetrace.order.ClockSummary;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * What an analysis has to say: what it found, what was prevented, who writes what, how much it saw,
 * and what was wrong with the input.
 *
 * @param clockBoundNanos by how much clocks of two instances may differ, as stated
 * @param clocks how well they are measured beside that
 */
public record Report(
    List<Finding> findings,
    Census census,
    Coverage coverage,
    List<Diagnostic> diagnostics,
    long clockBoundNanos,
    ClockSummary clocks) {

  /** Copies the lists and puts them into canonical order. */
  public Report {
    List<Finding> sortedFindings = new ArrayList<>(findings);
    sortedFindings.sort(Finding.CANONICAL);
    findings = List.copyOf(sortedFindings);
    List<Diagnostic> sortedDiagnostics = new ArrayList<>(diagnostics);
    Collections.sort(sortedDiagnostics);
    diagnostics = List.copyOf(sortedDiagnostics);
  }

  /** This, with other findings. */
  Report with(List<Finding> others) {
    return new Report(others, census, coverage, diagnostics, clockBoundNanos, clocks);
  }

  /** What was observed decides; a race that is only predicted is none that was found. */
  public Verdict verdict() {
    if (hasFindings(Certainty.POSSIBLE)) {
      return Verdict.RACES_FOUND;
    }
    return isConclusive() ? Verdict.CLEAN : Verdict.INCONCLUSIVE;
  }

  /** Whether so much was seen that what was not found may be taken not to be there. */
  public boolean isConclusive() {
    return coverage.canProveAbsence()
        && diagnostics.stream().noneMatch(diagnostic -> diagnostic.kind().losesEvidence());
  }

  /** Whether some finding is at least as sure as this. */
  public boolean hasFindings(Certainty atLeast) {
    return findings.stream().anyMatch(finding -> finding.certainty().isAtLeast(atLeast));
  }

  /** How many races are predicted, that were not observed. */
  public long predicted() {
    return findings.stream().filter(finding -> finding.certainty() == Certainty.LATENT).count();
  }

  /** What guards refused, in canonical order. */
  public List<Prevented> prevented() {
    List<Prevented> prevented = new ArrayList<>();
    for (RecordType type : census.types()) {
      for (Map.Entry<Guard, Long> refusal : census.refusals(type).entrySet()) {
        String rule =
            refusal.getKey() == Guard.UNIQUE_CONSTRAINT ? "check-then-act" : "lost-update";
        prevented.add(new Prevented(rule, type.id(), refusal.getKey().id(), refusal.getValue()));
      }
    }
    Collections.sort(prevented);
    return prevented;
  }
}
