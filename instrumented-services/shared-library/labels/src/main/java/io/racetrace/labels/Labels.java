package io.racetrace.labels;

import io.racetrace.recordlabels.RecordLabels;

/**
 * How services ask for a record's label. They know this layer and not the library below it: when
 * that changes, this is the only thing that is changed with it.
 */
public final class Labels {
  private Labels() {}

  /** Like {@code payment-000042}. */
  public static String of(String recordType, long number) {
    return RecordLabels.label(recordType, number);
  }
}
