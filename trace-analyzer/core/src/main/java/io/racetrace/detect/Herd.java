package io.racetrace.detect;

import io.racetrace.access.Site;
import io.racetrace.access.Write;
import io.racetrace.finding.Certainty;
import io.racetrace.order.HappensBefore;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Those who looked one key up before the first of them had filled it: none of them can have found
 * what any of them loaded.
 *
 * @param first who filled it first
 * @param sure who surely looked before that, the first one among them
 * @param maybe of whom clocks don't tell
 */
record Herd(CacheLoad first, List<CacheLoad> sure, List<CacheLoad> maybe) {

  /** Fewer are what any cache without a lock sees now and then. */
  private static final int FEWEST = 3;

  /** What is loaded faster is not worth a lock, unless somebody else is called. */
  private static final long CHEAP = 10_000_000;

  /** All loads of one key, in herds; most have one member. */
  static List<Herd> of(List<CacheLoad> loads, HappensBefore order) {
    List<CacheLoad> sorted = new ArrayList<>(loads);
    sorted.sort(CacheLoad.BY_LOOK);
    Deque<CacheLoad> waiting = new ArrayDeque<>(sorted);
    List<Herd> herds = new ArrayList<>();
    while (!waiting.isEmpty()) {
      CacheLoad first = waiting.getFirst();
      List<CacheLoad> near = new ArrayList<>();
      while (!waiting.isEmpty() && mayMiss(waiting.getFirst(), first, order)) {
        CacheLoad next = waiting.removeFirst();
        near.add(next);
        first = Write.CANONICAL.compare(next.fill(), first.fill()) < 0 ? next : first;
      }
      Herd herd = new Herd(first, new ArrayList<>(), new ArrayList<>());
      List<CacheLoad> later = herd.take(near, order);
      for (int i = later.size() - 1; i >= 0; i--) {
        waiting.addFirst(later.get(i));
      }
      herds.add(herd);
    }
    return herds;
  }

  private static boolean mayMiss(CacheLoad load, CacheLoad first, HappensBefore order) {
    return load.look().interval().start() <= first.fill().effect().end() + order.widestBound();
  }

  /** Takes in who belongs to it, and gives back who came later. */
  private List<CacheLoad> take(List<CacheLoad> near, HappensBefore order) {
    List<CacheLoad> later = new ArrayList<>();
    for (CacheLoad load : near) {
      if (load.equals(first)) {
        sure.add(load);
        continue;
      }
      switch (order.compare(load.lookup(), first.fill()).ordering()) {
        case BEFORE -> sure.add(load);
        case AFTER -> later.add(load);
        case CONCURRENT, UNKNOWN -> maybe.add(load);
      }
    }
    return later;
  }

  /** In the order of their looks. */
  List<CacheLoad> all() {
    List<CacheLoad> all = new ArrayList<>(sure);
    all.addAll(maybe);
    all.sort(CacheLoad.BY_LOOK);
    return all;
  }

  boolean isStampede() {
    boolean expensive = first.nanos() >= CHEAP || first.callsOut();
    long traces = all().stream().map(load -> load.fill().site().traceId()).distinct().count();
    return expensive && traces > 1 && executions(all()) >= FEWEST && !loadDifferently();
  }

  /** A miss is in no span, so that this is never proven. */
  Certainty certainty() {
    boolean alike = !shared(all()).isEmpty() || setOneValue(all());
    return executions(sure) >= FEWEST && alike ? Certainty.LIKELY : Certainty.POSSIBLE;
  }

  static int executions(List<CacheLoad> loads) {
    Set<Object> executions = new HashSet<>();
    for (CacheLoad load : loads) {
      Site site = load.fill().site();
      executions.add(List.of(site.traceId(), site.entryPoint().spanId(), site.instance()));
    }
    return executions.size();
  }

  private boolean loadDifferently() {
    boolean shown = all().stream().noneMatch(load -> load.sources().isEmpty());
    return shown && shared(all()).isEmpty();
  }

  private static TreeSet<String> shared(List<CacheLoad> loads) {
    TreeSet<String> shared = loads.get(0).sources();
    loads.forEach(load -> shared.retainAll(load.sources()));
    return shared;
  }

  private static boolean setOneValue(List<CacheLoad> loads) {
    String value = loads.get(0).fill().left().value();
    return value != null
        && loads.stream().allMatch(load -> value.equals(load.fill().left().value()));
  }
}
