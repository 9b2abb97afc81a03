package io.racetrace.detect;

import io.racetrace.finding.Finding;
import io.racetrace.history.Census;
import java.util.List;

/** Finds an anomaly in who writes what. */
public interface CensusDetector extends Detector {

  List<Finding> detect(Census census);
}
