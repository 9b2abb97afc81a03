package io.racetrace.sources.backend;

import io.racetrace.trace.TraceId;
import java.util.Set;

/**
 * What came of a question, apart from the answer itself.
 *
 * @param any whether there is an answer to decode
 * @param listed traces that were found and may not all be in the answer
 * @param cut traces that the server gave only a part of, and said so
 * @param missing traces that the server listed and then did not have
 */
public record Found(boolean any, Set<TraceId> listed, Set<TraceId> cut, Set<TraceId> missing) {

  /** No match. */
  public static final Found NOTHING = new Found(false, Set.of(), Set.of(), Set.of());

  /** An answer that speaks for itself. */
  public static final Found ANSWER = new Found(true, Set.of(), Set.of(), Set.of());
}
