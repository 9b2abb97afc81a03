package io.racetrace.recordlabels;

import java.util.Locale;

/**
 * What records are called when people see them. Who was compiled with the release before finds
 * nothing here: the method has other parameters, and another result.
 */
public final class RecordLabels {
  private RecordLabels() {}

  /** Like {@code payment-000042}, and the digit that tells a slip of the pen. */
  public static Label label(RecordId record) {
    String text = String.format(Locale.ROOT, "%s-%06d", record.type(), record.number());
    return new Label(text, (int) (record.number() % 7));
  }

  /** Which record. */
  public record RecordId(String type, long number) {}

  /**
   * What it is called.
   *
   * @param check from 0 to 6
   */
  public record Label(String text, int check) {}
}
