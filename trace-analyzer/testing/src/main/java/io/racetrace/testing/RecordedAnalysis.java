package io.racetrace.testing;

import io.racetrace.report.Report;
import java.util.List;

/**
 * What an analysis of recorded spans says, and what stands behind it.
 *
 * @param missing what traces lack, a line each; empty if they are whole
 * @param place where the spans are
 * @param beside tests that ran at the same time
 */
record RecordedAnalysis(Report report, List<String> missing, String place, List<String> beside) {

  /** Copies the lists. */
  RecordedAnalysis {
    missing = List.copyOf(missing);
    beside = List.copyOf(beside);
  }
}
