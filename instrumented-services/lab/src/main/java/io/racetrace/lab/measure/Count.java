package io.racetrace.lab.measure;

import io.racetrace.lab.exhibit.Truth;
import org.jspecify.annotations.Nullable;

/** What is counted of a load, divided by something of the same load. */
enum Count {
  ATTEMPTS("attempts for each change", "racetrace.attempts"),
  CONFLICTS("refused writes for each change", "racetrace.conflicts"),
  SERIALIZATION_FAILURES("40001 for each change", "racetrace.sqlstate.40001"),
  LEASE_WAITS("waits for the lease for each change", "racetrace.lock.waits"),
  LONG_WAITS("waits of 150 ms and more for each change", "racetrace.row_lock.wait.longer"),
  REFUSED("callers told no, of all", null),
  WRONG("records that are wrong, of all", null),
  EFFECTS("effects for each operation", null),
  CALLS("calls for each key that was asked for", null);

  private final String what;
  private final @Nullable String metric;

  Count(String what, @Nullable String metric) {
    this.what = what;
    this.metric = metric;
  }

  /** The services' counter; null where the truth has it. */
  @Nullable String metric() {
    return metric;
  }

  /**
   * @param counted by how much the services' counter grew; 0 where there is none
   */
  double of(Truth truth, long counted, int records) {
    long asked = truth.operations() + truth.refused();
    return switch (this) {
      case REFUSED -> share(truth.refused(), asked);
      case WRONG -> share(truth.recordsOff(), records);
      case EFFECTS, CALLS -> share(truth.found(), truth.expected());
      default -> share(counted, truth.operations());
    };
  }

  private static double share(long some, long all) {
    return all == 0 ? 0 : (double) some / all;
  }

  @Override
  public String toString() {
    return what;
  }
}
