package io.racetrace.lab.stage;

import org.jspecify.annotations.Nullable;

/** The lab could not go on. The message says what was wrong, for a person to read. */
public final class LabException extends RuntimeException {
  public LabException(String message) {
    super(message);
  }

  public LabException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
