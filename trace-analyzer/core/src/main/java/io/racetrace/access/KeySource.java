package io.racetrace.access;

import java.util.Locale;

/** Where the key of a record was taken from, the surest first. */
public enum KeySource {
  /** The service states it in {@code racetrace.*} attributes. */
  STATED,
  /** A bind parameter of the statement. */
  PARAMETER,
  /** A literal in the statement. */
  LITERAL,
  /** The text of a command. */
  COMMAND,
  /** The filter or the document of a document store's command. */
  DOCUMENT,
  /** The key of the message that was being consumed: an assumption. */
  MESSAGE,
  /** The path of the request that was being served: an assumption. */
  PATH,
  /** What the same unit of work wrote after it had read one row by another key: an assumption. */
  WRITTEN;

  /** The lower-case name that reports use. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether the key does not stand in what the store was told, but near it. */
  public boolean isAssumed() {
    return this == MESSAGE || this == PATH || this == WRITTEN;
  }
}
