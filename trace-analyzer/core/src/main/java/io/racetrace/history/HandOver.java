package io.racetrace.history;

import io.racetrace.access.Read;
import io.racetrace.access.Write;
import io.racetrace.trace.ServiceInstance;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * What speaks against one service having handed a record on to another for good: the later owner
 * had surely begun a change before the earlier one was done with one of its own.
 *
 * <p>An order that nobody knows speaks against nothing.
 */
final class HandOver {

  private HandOver() {}

  static boolean isPossible(
      List<ReadModifyWrite> earlier, List<ReadModifyWrite> later, SharedRecords.Clocks clocks) {
    return !contradictedByVersions(earlier, later) && !contradictedByTimes(earlier, later, clocks);
  }

  private static boolean contradictedByVersions(
      List<ReadModifyWrite> earlier, List<ReadModifyWrite> later) {
    long done = Long.MIN_VALUE;
    for (ReadModifyWrite change : earlier) {
      done = Math.max(done, change.left().version().number().orElse(Long.MIN_VALUE));
    }
    long begun = Long.MAX_VALUE;
    for (ReadModifyWrite change : later) {
      begun = Math.min(begun, base(change));
    }
    return begun < done;
  }

  /** The version that was changed, if it is known: whoever left version 3 has changed 2. */
  private static long base(ReadModifyWrite change) {
    OptionalLong base = change.base().version().number();
    OptionalLong left = change.left().version().number();
    return base.isPresent()
        ? base.getAsLong()
        : left.isPresent() ? left.getAsLong() - 1 : Long.MAX_VALUE;
  }

  private static boolean contradictedByTimes(
      List<ReadModifyWrite> earlier, List<ReadModifyWrite> later, SharedRecords.Clocks clocks) {
    Map<ServiceInstance, Long> done = new TreeMap<>();
    for (ReadModifyWrite change : earlier) {
      Write write = change.write();
      // Where nobody shows the commit, it was done when the statement was, for all that is known.
      long end = Math.max(write.interval().end(), write.effect().start());
      done.merge(write.site().instance(), end, Math::max);
    }
    Map<ServiceInstance, Long> begun = new TreeMap<>();
    for (ReadModifyWrite change : later) {
      Read read = change.read();
      long start = (read == null ? change.write().interval() : read.interval()).start();
      begun.merge(change.write().site().instance(), start, Math::min);
    }
    return begun.entrySet().stream()
        .anyMatch(
            start ->
                done.entrySet().stream()
                    .anyMatch(
                        end ->
                            clocks.tell(
                                start.getKey(), start.getValue(), end.getKey(), end.getValue())));
  }
}
