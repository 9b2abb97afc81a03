package io.racetrace.access.work;

import io.racetrace.access.Access;
import io.racetrace.access.Guard;
import io.racetrace.access.Write;
import io.racetrace.access.touch.DatabaseSpan;
import io.racetrace.access.work.Transactions.Placed;
import io.racetrace.trace.Span;
import java.util.Arrays;
import java.util.List;

/**
 * Redis refuses a transaction if a key was changed that had been watched before it: a check of the
 * version for whoever read the key after that.
 */
final class WatchedKeys {

  private final Executions executions;
  private final List<SpanTouch> found;

  /**
   * @param found the touches of the trace
   */
  WatchedKeys(Executions executions, List<SpanTouch> found) {
    this.executions = executions;
    this.found = found;
  }

  /** The access, behind the check if its key was watched from before it was read. */
  Access around(Access access, SpanTouch at, Placed placed) {
    Span watching = placed.watching();
    return watching != null
            && access instanceof Write write
            && names(watching, at.span())
            && isReadSince(watching, at)
        ? write.behind(Guard.VERSION_PREDICATE)
        : access;
  }

  /** Whether the key of a command is among those that are watched. */
  private static boolean names(Span watching, Span command) {
    List<String> words = words(command);
    List<String> watched = words(watching);
    return words.size() > 1 && watched.subList(1, watched.size()).contains(words.get(1));
  }

  private static List<String> words(Span command) {
    return Arrays.asList(DatabaseSpan.text(command).strip().split("\\s+"));
  }

  /** Whether the last look at the key came after it was watched, if there was one. */
  private boolean isReadSince(Span watching, SpanTouch write) {
    long last = Long.MAX_VALUE;
    for (SpanTouch other : found) {
      if (isReadBefore(other, write)) {
        long start = other.span().interval().start();
        last = last == Long.MAX_VALUE ? start : Math.max(last, start);
      }
    }
    return last >= watching.interval().end();
  }

  private boolean isReadBefore(SpanTouch other, SpanTouch write) {
    String key = write.touch().key();
    return !other.touch().operation().isWrite()
        && key != null
        && key.equals(other.touch().key())
        && other.touch().type().equals(write.touch().type())
        && other.span().interval().end() <= write.span().interval().start()
        && executions.key(other.span()).equals(executions.key(write.span()));
  }
}
