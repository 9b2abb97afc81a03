package io.racetrace.report;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where a finding stands beside what a team has written down.
 *
 * @param change against the baseline; new if there is none
 * @param suppression the one that is in force for it; null if none is
 * @param counts whether it is one to act upon
 * @param why it does not count, or does again; empty if nothing is written of it
 */
public record Standing(
    Change change, @Nullable Suppression suppression, boolean counts, String why) {

  static final Standing NEW = new Standing(Change.NEW, null, true, "");

  /** Against the baseline. */
  public enum Change {
    NEW,
    UNCHANGED,
    /** Surer than it was. */
    WORSE;

    public String id() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
