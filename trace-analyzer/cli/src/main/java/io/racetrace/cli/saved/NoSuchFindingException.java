package io.racetrace.cli.saved;

import java.util.List;

/** Nothing, or more than one thing, is meant by what was said of a finding. */
public final class NoSuchFindingException extends Exception {

  private static final long serialVersionUID = 1L;

  @SuppressWarnings("serial") // It is a list of the platform's, and nobody serialises it.
  private final List<String> candidates;

  NoSuchFindingException(String message, List<String> candidates) {
    super(message);
    this.candidates = List.copyOf(candidates);
  }

  /** What there is, a line each. */
  public List<String> candidates() {
    return candidates;
  }
}
