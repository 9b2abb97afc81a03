package io.racetrace.detect;

import io.racetrace.finding.Rule;

/**
 * Looks for one anomaly: over the history of one record ({@link RecordDetector}) or over the census
 * of all writers ({@link CensusDetector}). An extension point.
 */
public interface Detector {

  Rule rule();
}
