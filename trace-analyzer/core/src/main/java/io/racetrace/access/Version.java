package io.racetrace.access;

import java.util.OptionalLong;

/** Which state of a record an access saw or left, or why nobody can tell. */
public sealed interface Version {

  /** Why a version is unknown. */
  enum Reason {
    /** The span does not carry it. */
    NOT_RECORDED,
    /** A guarded write that changed no row, so it left no version. */
    NO_ROW_CHANGED
  }

  /** A version that the span tells; two equal texts of one record are the same state. */
  record Known(String text) implements Version {}

  /**
   * No version of the record, but the time or the number of the event that the state comes from:
   * several states may have one, and none of them is counted by the store.
   */
  record Event(String text) implements Version {}

  /** No version, and the reason. */
  record Unknown(Reason reason) implements Version {}

  /** Where neither the span nor its statement tells. */
  static Version notRecorded() {
    return new Unknown(Reason.NOT_RECORDED);
  }

  static Version of(String text) {
    return new Known(text);
  }

  default boolean isKnown() {
    return this instanceof Known;
  }

  /** The version as a number, where it is one: stores count versions upwards. */
  default OptionalLong number() {
    if (this instanceof Known known && known.text().matches("\\d{1,18}")) {
      return OptionalLong.of(Long.parseLong(known.text()));
    }
    return OptionalLong.empty();
  }
}
