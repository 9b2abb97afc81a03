package io.racetrace.detect;

import io.racetrace.access.Access;
import io.racetrace.access.Guard;
import io.racetrace.access.Isolation;
import io.racetrace.access.IsolationLevels;
import io.racetrace.access.IsolationLevels.Anomaly;
import io.racetrace.access.Operation;
import io.racetrace.access.Read;
import io.racetrace.access.Store;
import io.racetrace.access.Write;
import io.racetrace.finding.Scope;
import io.racetrace.history.HeldThroughout;
import io.racetrace.history.History;
import io.racetrace.trace.SpanId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A write that changes the answer of a predicate, and the look at the predicate that it rests on.
 *
 * @param check the last look before it by the same execution, or by an earlier request of the same
 *     flow; null if nobody looked
 */
record Decision(@Nullable Read check, Write act) {

  /** All writes of a predicate's history that may have taken effect, in order. */
  static List<Decision> of(History history) {
    List<Access> byTime = new ArrayList<>(history.accesses());
    byTime.sort(
        Comparator.comparing((Access access) -> access.interval())
            .thenComparing(access -> access instanceof Write)
            .thenComparing(Access.CANONICAL));
    Map<Object, Read> lastLook = new HashMap<>();
    Map<Object, Read> lastOfFlow = new HashMap<>();
    Set<Read> used = Collections.newSetFromMap(new IdentityHashMap<>());
    List<Decision> decisions = new ArrayList<>();
    for (Access access : byTime) {
      Object execution =
          List.of(
              access.site().traceId(),
              access.site().entryPoint().spanId(),
              access.site().instance());
      SpanId branch = access.site().entryPoint().branch();
      Object own = branch == null ? execution : List.of(execution, branch);
      String flow = access.site().surroundings().flow();
      Object service = flow == null ? execution : List.of(access.site().service(), flow);
      if (access instanceof Read read) {
        lastLook.put(execution, read);
        lastLook.put(own, read);
        lastOfFlow.put(service, read);
      } else if (access instanceof Write write && changesAnswer(write)) {
        Read look = lastLook.getOrDefault(execution, lastOfFlow.get(service));
        look = lastLook.getOrDefault(own, look);
        boolean before =
            look != null
                && (look.interval().end() <= write.interval().start()
                    || look.site().spanId().equals(write.site().spanId()));
        // Several rows that rest on one look are one decision.
        if (!before || used.add(look)) {
          decisions.add(new Decision(before ? look : null, write));
        }
      }
    }
    decisions.sort(Comparator.comparing(Decision::act, Access.CANONICAL));
    return decisions;
  }

  /** The columns that the predicate names. */
  static SortedSet<String> columns(Access access) {
    String key = access.record().key();
    int end = key.indexOf(" = ");
    return new TreeSet<>(List.of(key.substring(0, Math.max(end, 0)).split(",", -1)));
  }

  private static boolean changesAnswer(Write write) {
    return write.outcome().mayHaveTakenEffect() && write.operation() != Operation.DELETE;
  }

  /** Whether the write brings a row under the predicate. */
  boolean adds() {
    return act.operation() == Operation.INSERT
        || columns(act).stream().anyMatch(column -> act.columns().absolute().contains(column));
  }

  /** Whether the write counts up or down what was looked at. */
  boolean counts() {
    return !adds() && act.columns().isRelative();
  }

  /** Whether what the other wrote can make this one's look untrue. */
  boolean minds(Decision other) {
    return adds()
        ? other.adds()
        : counts()
            && !act.columns().shared(other.act.columns()).isEmpty()
            && !goesTheOtherWay(other);
  }

  private boolean goesTheOtherWay(Decision other) {
    return act.amount() != null
        && other.act.amount() != null
        && act.amount().signum() != other.act.amount().signum();
  }

  boolean isOfAnotherRequest() {
    return check != null && !check.site().sameEntry(act.site());
  }

  /** Whether both are of one execution, and not of two threads that each looked for itself. */
  boolean isOfOneUnitWith(Decision other) {
    return act.site().sameExecution(other.act.site())
        || act.site().sameEntry(other.act.site())
            && check != null
            && !Objects.equals(
                check.site().entryPoint().branch(), act.site().entryPoint().branch());
  }

  /** Whether the store itself sees to it that what was looked at still holds. */
  boolean isGuarded() {
    Set<Guard> guards = act.guards();
    return guards.contains(Guard.UNIQUE_CONSTRAINT)
        || guards.contains(Guard.VERSION_PREDICATE)
        || counts() && check != null && holdsWhatItLookedAt();
  }

  /** A lock on rows holds those that are there; nothing holds those that are not. */
  private boolean holdsWhatItLookedAt() {
    return check != null
        && check.guards().contains(Guard.ROW_LOCK)
        && (scope() == Scope.LEVEL_BASED || scope() == Scope.UNKNOWN)
        && check.site().sameExecution(act.site());
  }

  /** Whether both waited for the same lock before they looked, or both at a level that refuses. */
  boolean excludes(Decision other) {
    SortedSet<String> common =
        new TreeSet<>((check == null ? act : check).site().surroundings().locks());
    common.retainAll((other.check == null ? other.act : other.check).site().surroundings().locks());
    return !common.isEmpty()
        || held().excludes(other.held())
        || isLevelStated() && other.isLevelStated()
        || both(other, Guard.LEASE)
        || isRefusedByLevel() && other.isRefusedByLevel();
  }

  /** The locks beside the rows that were held from the look until what was written took effect. */
  HeldThroughout held() {
    return HeldThroughout.of(check, act);
  }

  /** Whether the service says so itself; a level that is seen may stop lost updates only. */
  private boolean isLevelStated() {
    return act.guards().contains(Guard.ISOLATION) && act.site().unit().isolation() == null;
  }

  /** Whether the store would refuse one of two such transactions. */
  private boolean isRefusedByLevel() {
    Store store = act.record().type().store();
    Isolation known = act.site().unit().isolation();
    Isolation level = known != null ? known : IsolationLevels.usual(store);
    Anomaly anomaly = counts() ? Anomaly.LOST_UPDATE : Anomaly.PHANTOM;
    return level != null
        && (check == null || scope() == Scope.LEVEL_BASED)
        && IsolationLevels.stops(store, level, anomaly);
  }

  private boolean both(Decision other, Guard guard) {
    return act.guards().contains(guard) && other.act.guards().contains(guard);
  }

  Scope scope() {
    return check == null ? Scope.UNKNOWN : Looks.scope(check, act);
  }
}
