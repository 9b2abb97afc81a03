package io.racetrace.detect;

import io.racetrace.column.RangeMinimum;
import io.racetrace.finding.Certainty;
import io.racetrace.history.ReadModifyWrite;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Versions that the store counted upwards are the order of the writes themselves: whoever was based
 * on version 7 and made version 9 never saw version 8, and no clock is needed to say so.
 *
 * <p>For each column the last version leads back along the bases to the first. A change that is not
 * on this surviving chain is gone. One that was overwritten, but that a later change had been based
 * on, is not.
 */
final class LossesByVersion {

  private static final long NEVER_STALE = Long.MAX_VALUE;

  /** Stands for all columns where some statement does not tell which ones it writes. */
  private static final String ANY_COLUMN = "*";

  private final List<ReadModifyWrite> inOrder;
  private final IdentityHashMap<ReadModifyWrite, Loss> losses = new IdentityHashMap<>();

  private LossesByVersion(List<ReadModifyWrite> changes) {
    inOrder = new ArrayList<>(changes);
    inOrder.sort(Comparator.comparingLong(LossesByVersion::left));
  }

  /**
   * Those changes that left a version number of their own. Callers that count versions themselves
   * leave the same number twice just when they collide, and such numbers order nothing.
   */
  static List<ReadModifyWrite> decidable(List<ReadModifyWrite> changes) {
    Map<Long, Integer> makers = new HashMap<>();
    for (ReadModifyWrite change : changes) {
      change.left().version().number().ifPresent(number -> makers.merge(number, 1, Integer::sum));
    }
    List<ReadModifyWrite> decidable = new ArrayList<>();
    for (ReadModifyWrite change : changes) {
      OptionalLong number = change.left().version().number();
      boolean knowsBase =
          change.base().version().number().isPresent() || change.write().columns().isRelative();
      if (number.isPresent() && knowsBase && makers.getOrDefault(number.getAsLong(), 0) == 1) {
        decidable.add(change);
      }
    }
    return decidable;
  }

  /**
   * @param changes decidable ones
   */
  static List<Loss> find(List<ReadModifyWrite> changes) {
    LossesByVersion search = new LossesByVersion(changes);
    for (String column : search.columns()) {
      search.find(column);
    }
    List<Loss> found = new ArrayList<>();
    for (ReadModifyWrite change : search.inOrder) {
      Loss loss = search.losses.get(change);
      if (loss != null) {
        found.add(loss);
      }
    }
    return found;
  }

  private SortedSet<String> columns() {
    SortedSet<String> columns = new TreeSet<>();
    for (ReadModifyWrite change : inOrder) {
      if (!change.write().columns().isKnown()) {
        return new TreeSet<>(List.of(ANY_COLUMN));
      }
      columns.addAll(change.write().columns().contested());
    }
    return columns;
  }

  private void find(String column) {
    List<ReadModifyWrite> writers = new ArrayList<>();
    for (ReadModifyWrite change : inOrder) {
      if (column.equals(ANY_COLUMN) || change.write().columns().contested().contains(column)) {
        writers.add(change);
      }
    }
    long[] bases = writers.stream().mapToLong(change -> base(change, column)).toArray();
    boolean[] survives = survivors(writers, bases);
    RangeMinimum oldest = new RangeMinimum(bases);
    for (int i = 0; i < writers.size(); i++) {
      if (!survives[i]) {
        addLoss(writers, i, oldest, column);
      }
    }
  }

  private void addLoss(
      List<ReadModifyWrite> writers, int lost, RangeMinimum oldest, String column) {
    ReadModifyWrite change = writers.get(lost);
    int stale = oldest.firstBelow(lost + 1, left(change));
    while (stale >= 0 && writers.get(stale).checksFor(change)) {
      stale = oldest.firstBelow(stale + 1, left(change));
    }
    if (stale >= 0 && writers.get(stale).canDestroy(change)) {
      String measured = change.write().columns().measured();
      boolean measuredIsLost = column.equals(ANY_COLUMN) || column.equals(measured);
      Loss known = losses.get(change);
      if (known == null || measuredIsLost) {
        losses.put(
            change,
            new Loss(
                writers.get(stale),
                change,
                Certainty.PROVEN,
                Loss.Evidence.VERSIONS,
                true,
                measuredIsLost));
      }
    }
  }

  /** Which changes the last one goes back to. */
  private static boolean[] survivors(List<ReadModifyWrite> writers, long[] bases) {
    boolean[] survives = new boolean[writers.size()];
    int at = writers.size() - 1;
    while (at >= 0) {
      survives[at] = true;
      at = bases[at] == NEVER_STALE ? at - 1 : lastUpTo(writers, bases[at], at - 1);
    }
    return survives;
  }

  /** The last writer, from this one down, whose version is at most that; -1 if there is none. */
  private static int lastUpTo(List<ReadModifyWrite> writers, long version, int from) {
    int low = 0;
    int high = from + 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (left(writers.get(middle)) <= version) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low - 1;
  }

  private static long left(ReadModifyWrite change) {
    return change.left().version().number().orElseThrow();
  }

  /** The version that the column was set from; a relative change goes on from what is there. */
  private static long base(ReadModifyWrite change, String column) {
    return change.write().columns().relative().contains(column)
            || change.write().columns().isRelative()
        ? NEVER_STALE
        : change.base().version().number().orElse(NEVER_STALE);
  }
}
