package io.racetrace.access.work;

import io.racetrace.access.Store;
import io.racetrace.access.touch.DatabaseSpan;
import org.jspecify.annotations.Nullable;

/**
 * What a span tells of the connection that it used; empty texts where it tells nothing.
 *
 * @param connection the driver's number of it, or the span that stands for it
 * @param thread the thread that called; empty also where calls hop between threads
 */
record Lane(Store store, String connection, String thread) {

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Lane lane
        && thread.equals(lane.thread)
        && connection.equals(lane.connection)
        && store.equals(lane.store);
  }

  @Override
  public int hashCode() {
    return (thread.hashCode() * 31 + connection.hashCode()) * 31 + store.hashCode();
  }

  /** The conventions' word for a database of SQL that is not told. */
  static final String SOME_SQL = "other_sql";

  /** Whether two spans used one connection. */
  enum Match {
    NO,
    MAYBE,
    SURE
  }

  /**
   * @param inOrder whether nothing is done at the same time, so that what tells no thread can be
   *     taken as being on the only one
   */
  Match match(Lane other, boolean inOrder) {
    if (!mayBeOneStore(store, other.store)) {
      return Match.NO;
    }
    if (!connection.isEmpty() && !other.connection.isEmpty()) {
      return connection.equals(other.connection) ? Match.SURE : Match.NO;
    }
    if (!thread.isEmpty() && !other.thread.isEmpty()) {
      return thread.equals(other.thread) ? Match.SURE : Match.NO;
    }
    return inOrder ? Match.SURE : Match.MAYBE;
  }

  /** Whether nothing that both tell of their stores differs. */
  static boolean mayBeOneStore(Store one, Store other) {
    return agreeOnSystem(one.system(), other.system())
        && agree(one.database(), other.database())
        && (agree(one.address(), other.address())
            || one.address().startsWith(other.address() + ":")
            || other.address().startsWith(one.address() + ":"));
  }

  private static boolean agreeOnSystem(String one, String other) {
    return agree(one, other)
        || one.equals(SOME_SQL) && DatabaseSpan.isSqlSystem(other)
        || other.equals(SOME_SQL) && DatabaseSpan.isSqlSystem(one);
  }

  private static boolean agree(String one, String other) {
    return one.isEmpty() || other.isEmpty() || one.equals(other);
  }
}
