package io.racetrace.access;

import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What is around an access of a predicate or a cause, beyond the rows themselves.
 *
 * @param locks of a predicate: what its transaction had locked when the statement began: rows, and
 *     keys of advisory locks
 * @param flow what tells that several executions belong together: of a predicate a session or a
 *     conversation, of a cause the attempt, of a record the session or the user who asked; null
 *     where nothing does
 */
public record Surroundings(SortedSet<String> locks, @Nullable String flow) {

  /** Nothing is known. */
  public static final Surroundings NONE = new Surroundings(new TreeSet<>(), null);

  /** Copies the set. */
  public Surroundings {
    locks = Collections.unmodifiableSortedSet(new TreeSet<>(locks));
  }
}
