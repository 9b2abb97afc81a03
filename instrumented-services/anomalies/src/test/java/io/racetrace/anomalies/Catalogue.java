package io.racetrace.anomalies;

import java.util.ArrayList;
import java.util.List;

/** All anomalies that are played. */
final class Catalogue {

  private Catalogue() {}

  static List<Anomaly> all() {
    List<Anomaly> all = new ArrayList<>(ClassicAnomalies.all());
    all.addAll(LostUpdates.all());
    all.addAll(StoreLocks.all());
    all.addAll(Decisions.all());
    all.addAll(Deliveries.all());
    return all;
  }
}
