package io.racetrace.history;

import io.racetrace.access.Access;
import io.racetrace.access.Read;
import io.racetrace.access.RecordKey;
import io.racetrace.access.Write;
import java.util.ArrayList;
import java.util.List;

/**
 * All that is known to have happened to one record, in canonical order.
 *
 * @param accesses sorted by {@link Access#CANONICAL}; equal sets give equal histories
 */
public record History(RecordKey record, List<Access> accesses) {

  /**
   * @throws IllegalArgumentException if an access is of another record
   */
  public History {
    List<Access> sorted = new ArrayList<>(accesses);
    sorted.sort(Access.CANONICAL);
    accesses = List.copyOf(sorted);
    for (Access access : accesses) {
      if (!access.record().equals(record)) {
        throw new IllegalArgumentException(access.record() + " is not " + record);
      }
    }
  }

  /** The writes that took effect, or may have. */
  public List<Write> effectiveWrites() {
    List<Write> writes = new ArrayList<>();
    for (Access access : accesses) {
      if (access instanceof Write write && write.outcome().mayHaveTakenEffect()) {
        writes.add(write);
      }
    }
    return writes;
  }

  public List<Read> reads() {
    List<Read> reads = new ArrayList<>();
    for (Access access : accesses) {
      if (access instanceof Read read) {
        reads.add(read);
      }
    }
    return reads;
  }
}
