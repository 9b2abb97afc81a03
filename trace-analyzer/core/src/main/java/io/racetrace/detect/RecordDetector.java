package io.racetrace.detect;

import io.racetrace.finding.Finding;
import io.racetrace.history.History;
import io.racetrace.order.HappensBefore;
import java.util.List;

/** Finds an anomaly in the history of one record. */
public interface RecordDetector extends Detector {

  /**
   * @return one finding for each occurrence, or for several that share a fingerprint
   */
  List<Finding> detect(History history, HappensBefore order);
}
