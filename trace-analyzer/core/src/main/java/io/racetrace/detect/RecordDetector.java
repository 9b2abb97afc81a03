package io.racetrace.detect;

import io.racetrace.access.RecordKey;
import io.racetrace.finding.Finding;
import io.racetrace.history.History;
import io.racetrace.order.HappensBefore;
import java.util.List;

/** Finds an anomaly in the history of one record, or of what else accesses are gathered by. */
public interface RecordDetector extends Detector {

  /** Whose histories it looks at; records, if it does not say. */
  default RecordKey.Kind kind() {
    return RecordKey.Kind.RECORD;
  }

  /**
   * @return one finding for each occurrence, or for several that share a fingerprint
   */
  List<Finding> detect(History history, HappensBefore order);
}
