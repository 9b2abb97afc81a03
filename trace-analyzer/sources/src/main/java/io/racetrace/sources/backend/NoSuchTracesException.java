package io.racetrace.sources.backend;

import java.io.IOException;

/** A back end has none of the traces that it was asked for by their ids. */
public final class NoSuchTracesException extends IOException {

  private static final long serialVersionUID = 1L;

  NoSuchTracesException(String message) {
    super(message);
  }
}
