package io.racetrace.history;

/**
 * What speaks against one service having handed a record on to another for good: the later owner
 * had surely begun a change before the earlier one was done with one of its own.
 *
 * <p>An order that nobody knows speaks against nothing.
 */
final class HandOver {

  private HandOver() {}

  static boolean isPossible(
      ServiceChanges earlier, ServiceChanges later, SharedRecords.Clocks clocks) {
    boolean contradictedByVersions = later.oldestBase() < earlier.newestLeft();
    return !contradictedByVersions && !contradictedByTimes(earlier, later, clocks);
  }

  private static boolean contradictedByTimes(
      ServiceChanges earlier, ServiceChanges later, SharedRecords.Clocks clocks) {
    return later.starts().entrySet().stream()
        .anyMatch(
            start ->
                earlier.knownEnds().entrySet().stream()
                    .anyMatch(
                        end ->
                            clocks.tell(
                                start.getKey(), start.getValue(), end.getKey(), end.getValue())));
  }
}
