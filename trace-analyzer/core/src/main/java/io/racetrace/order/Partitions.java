package io.racetrace.order;

import io.racetrace.access.Access;
import io.racetrace.access.Message;
import org.jspecify.annotations.Nullable;

/**
 * The messages of one partition are handed to one consumer of a group at a time, in the order of
 * their offsets. That orders what was done for them where nothing else does; clocks that tell
 * otherwise are right, for a message may come again, and a consumer may hand its work on.
 */
final class Partitions {

  private Partitions() {}

  /** Null if the two were not done for two messages of one partition and one group. */
  static @Nullable Relation compare(Access a, Access b) {
    Message first = a.site().message();
    Message second = b.site().message();
    Long from = first == null ? null : first.offset();
    Long to = second == null ? null : second.offset();
    if (first == null || second == null || from == null || to == null || from.equals(to)) {
      return null;
    }
    boolean together =
        !first.destination().isEmpty()
            && !first.partition().isEmpty()
            && first.destination().equals(second.destination())
            && first.partition().equals(second.partition())
            && first.group().equals(second.group())
            && a.site().service().equals(b.site().service());
    return together
        ? new Relation(
            from < to ? Ordering.BEFORE : Ordering.AFTER,
            new Edge.Partition(
                first.destination(), first.partition(), Math.min(from, to), Math.max(from, to)))
        : null;
  }
}
