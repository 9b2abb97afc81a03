package io.racetrace.detect;

import io.racetrace.access.Access;
import io.racetrace.access.Snapshot;
import io.racetrace.finding.Certainty;
import io.racetrace.history.ReadModifyWrite;
import io.racetrace.order.HappensBefore;
import io.racetrace.order.Ordering;
import io.racetrace.order.Relation;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Where states are not recorded, order tells: a change is lost if another one read before it took
 * effect and wrote after. What clocks can't tell apart stays possible.
 */
final class LossesByTime {

  /** How many later changes are tried for each change; further ones are no better evidence. */
  private static final int TRIED = 64;

  private final HappensBefore order;
  private final List<ReadModifyWrite> changes;
  private final States states;
  private final BiPredicate<ReadModifyWrite, ReadModifyWrite> isDecided;
  private final long[] earliestStartFrom;

  /**
   * @param changes in canonical order
   * @param isDecided pairs that better evidence has decided
   */
  LossesByTime(
      List<ReadModifyWrite> changes,
      States states,
      HappensBefore order,
      BiPredicate<ReadModifyWrite, ReadModifyWrite> isDecided) {
    this.order = order;
    this.changes = changes;
    this.states = states;
    this.isDecided = isDecided;
    earliestStartFrom = new long[changes.size() + 1];
    earliestStartFrom[changes.size()] = Long.MAX_VALUE;
    for (int i = changes.size() - 1; i >= 0; i--) {
      earliestStartFrom[i] = Math.min(start(changes.get(i)), earliestStartFrom[i + 1]);
    }
  }

  /** At most one loss for each change: the surest, of which the first. */
  List<Loss> find() {
    IdentityHashMap<ReadModifyWrite, Loss> byVictim = new IdentityHashMap<>();
    for (int i = 0; i < changes.size(); i++) {
      collect(i, byVictim);
    }
    List<Loss> losses = new ArrayList<>();
    for (ReadModifyWrite change : changes) {
      Loss loss = byVictim.get(change);
      if (loss != null) {
        losses.add(loss);
      }
    }
    return losses;
  }

  private void collect(int index, IdentityHashMap<ReadModifyWrite, Loss> byVictim) {
    ReadModifyWrite earlier = changes.get(index);
    int last = Math.min(changes.size(), index + 1 + TRIED);
    for (int i = index + 1; i < last; i++) {
      ReadModifyWrite later = changes.get(i);
      if (earliestStartFrom[i] > earlier.write().effect().end() + order.widestBound()) {
        break;
      }
      Loss loss = loss(later, earlier);
      if (loss == null) {
        // Sorted is not ordered: within what clocks may differ, the earlier may have come last.
        loss = loss(earlier, later);
      }
      if (loss != null) {
        byVictim.merge(
            loss.lost(),
            loss,
            (known, other) -> other.certainty().compareTo(known.certainty()) < 0 ? other : known);
      }
    }
  }

  private @Nullable Loss loss(ReadModifyWrite overwriter, ReadModifyWrite victim) {
    Access read = overwriter.read();
    if (read == null
        || overwriter.checksFor(victim)
        || overwriter.holdsRow()
        || overwriter.excludes(victim)
        || !overwriter.canDestroy(victim)
        || isDecided.test(overwriter, victim)
        || sawEachOther(overwriter, victim)) {
      return null;
    }
    Relation readToVictim = order.compare(read, victim.write());
    Relation writes = order.compare(victim.write(), overwriter.write());
    if (readToVictim.ordering() == Ordering.AFTER || writes.ordering() == Ordering.AFTER) {
      return null;
    }
    boolean missed = readToVictim.ordering() == Ordering.BEFORE;
    boolean cameLast = writes.ordering() == Ordering.BEFORE;
    if (states.shareBase(overwriter, victim)) {
      return new Loss(overwriter, victim, Certainty.PROVEN, Loss.Evidence.VALUES, cameLast);
    }
    if (!overwriter.hasSeenWhatChanges(victim)) {
      // Looking whether the row is there, or at another of its columns, is no basis.
      return null;
    }
    if (missed && cameLast && readToVictim.isCausal() && writes.isCausal()) {
      // One thread may have been given what the other one of its execution has made.
      Certainty certainty =
          overwriter.write().site().sameEntry(victim.write().site())
              ? Certainty.LIKELY
              : Certainty.PROVEN;
      return new Loss(overwriter, victim, certainty, Loss.Evidence.CAUSALITY, true);
    }
    if (overwriter.isIsolated()) {
      // The store would have refused it, so the times must be wrong.
      return null;
    }
    boolean likely =
        missed && (cameLast || bothMissed(overwriter, victim)) && !overwriter.mayExclude(victim);
    return new Loss(
        overwriter,
        victim,
        likely ? Certainty.LIKELY : Certainty.POSSIBLE,
        Loss.Evidence.CLOCKS,
        cameLast);
  }

  /** Whether each read before the other took effect: then one of them is lost, whichever it is. */
  private boolean bothMissed(ReadModifyWrite overwriter, ReadModifyWrite victim) {
    Access victimsRead = victim.read();
    return victimsRead != null
        && !victim.checksFor(overwriter)
        && !victim.holdsRow()
        && !victim.isIsolated()
        && victim.canDestroy(overwriter)
        && victim.hasSeenWhatChanges(overwriter)
        && order.compare(victimsRead, overwriter.write()).ordering() == Ordering.BEFORE;
  }

  /** Whether recorded states show that one was based on what the other left, or on later. */
  private boolean sawEachOther(ReadModifyWrite one, ReadModifyWrite other) {
    return saw(one.base(), other.left()) || saw(other.base(), one.left());
  }

  private boolean saw(Snapshot base, Snapshot left) {
    OptionalLong baseNumber = base.version().number();
    OptionalLong leftNumber = left.version().number();
    if (baseNumber.isPresent() && leftNumber.isPresent()) {
      return baseNumber.getAsLong() >= leftNumber.getAsLong();
    }
    return base.value() != null
        && base.value().equals(left.value())
        && !states.isAmbiguous(States.state(base));
  }

  private static long start(ReadModifyWrite change) {
    return change.read() == null
        ? change.write().interval().start()
        : change.read().interval().start();
  }
}
