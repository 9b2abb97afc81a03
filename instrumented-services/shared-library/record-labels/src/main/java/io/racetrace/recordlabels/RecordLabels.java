package io.racetrace.recordlabels;

import java.util.Locale;

/** What records are called when people see them. */
public final class RecordLabels {
  private RecordLabels() {}

  /** Like {@code payment-000042}. */
  public static String label(String recordType, long number) {
    return String.format(Locale.ROOT, "%s-%06d", recordType, number);
  }
}
