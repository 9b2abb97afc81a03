package io.racetrace.detect;

import io.racetrace.column.RangeMinimum;
import io.racetrace.finding.Certainty;
import io.racetrace.history.ReadModifyWrite;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Versions that the store counted upwards are the order of the writes themselves: whoever was based
 * on version 7 and made version 9 never saw version 8, and no clock is needed to say so.
 */
final class LossesByVersion {

  private static final long NEVER_STALE = Long.MAX_VALUE;

  private LossesByVersion() {}

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
      if (number.isPresent() && knowsBase && makers.get(number.getAsLong()) == 1) {
        decidable.add(change);
      }
    }
    return decidable;
  }

  static List<Loss> find(List<ReadModifyWrite> changes) {
    List<ReadModifyWrite> inOrder = new ArrayList<>(changes);
    inOrder.sort(Comparator.comparingLong(LossesByVersion::versionLeft));
    RangeMinimum bases =
        new RangeMinimum(inOrder.stream().mapToLong(LossesByVersion::base).toArray());
    List<Loss> losses = new ArrayList<>();
    for (int i = 0; i < inOrder.size(); i++) {
      ReadModifyWrite change = inOrder.get(i);
      int stale = bases.firstBelow(i + 1, versionLeft(change));
      while (stale >= 0
          && (!inOrder.get(stale).canDestroy(change) || inOrder.get(stale).checksFor(change))) {
        stale = bases.firstBelow(stale + 1, versionLeft(change));
      }
      if (stale >= 0) {
        losses.add(
            new Loss(inOrder.get(stale), change, Certainty.PROVEN, Loss.Evidence.VERSIONS, true));
      }
    }
    return losses;
  }

  private static long versionLeft(ReadModifyWrite change) {
    return change.left().version().number().orElseThrow();
  }

  private static long base(ReadModifyWrite change) {
    return change.write().columns().isRelative()
        ? NEVER_STALE
        : change.base().version().number().orElse(NEVER_STALE);
  }
}
