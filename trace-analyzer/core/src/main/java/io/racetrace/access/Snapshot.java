package io.racetrace.access;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * What an access saw of a record, or left there.
 *
 * @param value of the measured column, null where it was not recorded
 */
public record Snapshot(Version version, @Nullable String value) {

  /** Nothing is known. */
  public static final Snapshot UNKNOWN = new Snapshot(Version.notRecorded(), null);

  public boolean isKnown() {
    return version.isKnown() || value != null;
  }

  /** The value as a number; null if it is none, or not recorded. */
  public @Nullable BigDecimal amount() {
    return amount(value);
  }

  public static @Nullable BigDecimal amount(@Nullable String text) {
    return text != null && text.length() <= 40 && text.matches("[+-]?\\d+(\\.\\d+)?")
        ? new BigDecimal(text)
        : null;
  }

  /** This, with what it does not know taken from the other. */
  public Snapshot or(Snapshot other) {
    return new Snapshot(
        version.isKnown() ? version : other.version, value != null ? value : other.value);
  }
}
