package io.racetrace.sources.backend;

/** Somebody who waits for a back end. Called by one thread. */
public interface FetchListener {

  /** Hears nothing. */
  FetchListener NONE = new FetchListener() {};

  /** One line that a user should see. */
  default void note(String line) {}

  /**
   * How far it is.
   *
   * @param answered questions that are answered
   * @param open questions that are known to come; answers can add to them
   * @param traces different traces fetched
   */
  default void progress(int answered, int open, int traces) {}
}
