package io.racetrace.access;

import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What is around an access, beyond the rows themselves.
 *
 * @param locks of a predicate: the rows that its transaction had locked when the statement began
 * @param flow what tells that several executions belong together: of a predicate a session or a
 *     conversation, of a cause the attempt; null where nothing does
 * @param held the locks beside the rows that its execution held when the statement began; not told
 *     of causes
 * @param answered of a write of which nobody knows whether its check hit a row: whether its
 *     execution left the record alone after it, and reported success
 */
public record Surroundings(
    SortedSet<String> locks, @Nullable String flow, List<HeldLock> held, boolean answered) {

  /** Nothing is known. */
  public static final Surroundings NONE = new Surroundings(new TreeSet<>(), null, List.of(), false);

  public Surroundings(SortedSet<String> locks, @Nullable String flow, List<HeldLock> held) {
    this(locks, flow, held, false);
  }

  /** Copies the collections. */
  public Surroundings {
    locks = Collections.unmodifiableSortedSet(new TreeSet<>(locks));
    held = List.copyOf(held);
  }
}
