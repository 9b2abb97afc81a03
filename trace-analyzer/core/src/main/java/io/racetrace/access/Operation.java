package io.racetrace.access;

import java.util.Locale;

/** What an access does to its record. */
public enum Operation {
  READ,
  INSERT,
  UPDATE,
  DELETE;

  public boolean isWrite() {
    return this != READ;
  }

  /** The lower-case name that reports use. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
