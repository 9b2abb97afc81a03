package io.racetrace.detect;

import io.racetrace.access.Access;
import io.racetrace.access.Read;
import io.racetrace.finding.Certainty;
import io.racetrace.history.History;
import io.racetrace.history.ReadModifyWrite;
import io.racetrace.order.HappensBefore;
import io.racetrace.order.Ordering;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where every change tells the state it is based on and the state it left, the record's last state
 * leads back along the chain of bases to its first. The changes that are not on this surviving
 * chain are gone, and their amounts add up to what is missing from the record.
 */
final class LossesByValue {

  /** How many changes are tried around a lost one; further ones are no better evidence. */
  private static final int TRIED = 1000;

  private final HappensBefore order;
  private final History history;
  private final List<ReadModifyWrite> changes;
  private final States states;
  private final Map<String, List<Integer>> madeBy = new HashMap<>();

  /**
   * @param changes in canonical order
   */
  LossesByValue(
      History history, List<ReadModifyWrite> changes, States states, HappensBefore order) {
    this.order = order;
    this.history = history;
    this.changes = changes;
    this.states = states;
    for (int i = 0; i < changes.size(); i++) {
      madeBy.computeIfAbsent(States.left(changes.get(i)), state -> new ArrayList<>()).add(i);
    }
  }

  /** Whether every change tells both states in a way that compares. */
  static boolean applies(List<ReadModifyWrite> changes) {
    return changes.stream()
        .allMatch(change -> States.base(change) != null && !States.left(change).isEmpty());
  }

  /** The losses; null if the states don't tell, or contradict each other. */
  @Nullable List<Loss> find() {
    int last = last();
    if (last < 0) {
      return null;
    }
    List<Loss> losses = new ArrayList<>();
    Set<Integer> survivors = survivingChain(last);
    for (int i = 0; i < changes.size(); i++) {
      if (!survivors.contains(i)) {
        Loss loss = loss(i);
        if (loss == null) {
          return null;
        }
        losses.add(loss);
      }
    }
    return losses;
  }

  /** The change that made the record's last state; -1 if the evidence does not tell. */
  private int last() {
    List<Integer> candidates = new ArrayList<>();
    int latest = changes.size() - 1;
    for (int i = latest; i >= 0; i--) {
      if (i == latest || !isBefore(changes.get(i).write(), changes.get(latest).write())) {
        candidates.add(i);
      }
    }
    if (candidates.size() == 1) {
      return candidates.get(0);
    }
    String seen = seenAfter(candidates);
    for (int candidate : candidates) {
      if (States.left(changes.get(candidate)).equals(seen)) {
        return candidate;
      }
    }
    return -1;
  }

  /** The state that some read saw after all of the candidates had taken effect. */
  private @Nullable String seenAfter(List<Integer> candidates) {
    List<Read> reads = history.reads();
    for (int i = reads.size() - 1; i >= 0; i--) {
      Read read = reads.get(i);
      if (read.seen().isKnown()
          && candidates.stream().allMatch(c -> isBefore(changes.get(c).write(), read))) {
        return States.state(read.seen());
      }
    }
    return null;
  }

  private Set<Integer> survivingChain(int last) {
    Set<Integer> chain = new HashSet<>();
    int at = last;
    while (at >= 0 && chain.add(at)) {
      at = predecessor(at);
    }
    return chain;
  }

  /**
   * The latest change before this one that left the state which this one is based on; -1 if none.
   */
  private int predecessor(int index) {
    ReadModifyWrite change = changes.get(index);
    Access basedAt = change.read() == null ? change.write() : change.read();
    List<Integer> makers = madeBy.getOrDefault(States.base(change), List.of());
    int found = Collections.binarySearch(makers, index);
    for (int i = (found < 0 ? -found - 1 : found) - 1; i >= 0; i--) {
      int maker = makers.get(i);
      if (!isBefore(basedAt, changes.get(maker).write())) {
        return maker;
      }
    }
    return -1;
  }

  private @Nullable Loss loss(int lost) {
    ReadModifyWrite victim = changes.get(lost);
    int end = Math.min(changes.size(), lost + 1 + TRIED);
    for (int i = lost + 1; i < end; i++) {
      ReadModifyWrite overwriter = changes.get(i);
      Access basedAt = overwriter.read() == null ? overwriter.write() : overwriter.read();
      // Equal states say that it was seen, unless the state was reached more than once.
      boolean saw =
          States.left(victim).equals(States.base(overwriter))
              && !states.isAmbiguous(States.left(victim));
      if (!saw
          && !isBefore(victim.write(), basedAt)
          && !overwriter.checksFor(victim)
          && overwriter.isBasedOnRead()
          && overwriter.canDestroy(victim)) {
        if (forkAtOneState(lost, i)) {
          return new Loss(overwriter, victim, Certainty.PROVEN, Loss.Evidence.VALUES, true);
        }
        if (!overwriter.holdsRow() && !overwriter.isIsolated() && !overwriter.excludes(victim)) {
          boolean timesAgree =
              isBefore(basedAt, victim.write()) && isBefore(victim.write(), overwriter.write());
          return new Loss(
              overwriter,
              victim,
              timesAgree ? Certainty.LIKELY : Certainty.POSSIBLE,
              Loss.Evidence.VALUES,
              true);
        }
      }
    }
    return null;
  }

  /**
   * Whether both go back to one and the same state, so that only one of them can be in what the
   * record holds now. A state that was reached twice does not count: it could be two.
   */
  private boolean forkAtOneState(int lost, int overwriter) {
    String fork = States.base(changes.get(overwriter));
    int at = lost;
    for (int steps = 0; at >= 0 && steps < TRIED; steps++) {
      String base = States.base(changes.get(at));
      if (states.isAmbiguous(base)) {
        return false;
      }
      if (base != null && base.equals(fork)) {
        return true;
      }
      at = predecessor(at);
    }
    return false;
  }

  private boolean isBefore(Access one, Access other) {
    return order.compare(one, other).ordering() == Ordering.BEFORE;
  }
}
