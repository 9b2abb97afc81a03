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

  /**
   * The same, by one who will tell only so many occurrences of each finding: the first ones in
   * canonical order. Rules that may find thousands on one record need not tell the others.
   *
   * @param maxExemplars at least 1
   */
  default List<Finding> detect(History history, HappensBefore order, int maxExemplars) {
    return detect(history, order);
  }
}
