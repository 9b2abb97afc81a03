package io.racetrace.order;

import io.racetrace.trace.Interval;
import io.racetrace.trace.ServiceInstance;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The offsets of all clocks of an input, over time, as far as calls bound them; where they don't,
 * what is stated. Safe for use by several threads.
 */
public final class MeasuredClocks {

  private static final long NONE = ClockOffset.UNBOUNDED;

  /** How many edges are kept of windows that were looked at. */
  private static final int GRAPHS_KEPT = 1 << 21;

  private final ClockBounds stated;
  private final long origin;
  private final int shift;
  private final List<ServiceInstance> instances;
  private final Map<ServiceInstance, Integer> indexes = new HashMap<>();
  private final List<PairClock> pairs;
  private final Map<Long, PairClock> byEnds = new HashMap<>();
  private final BitSet adjusted = new BitSet();
  private final Map<ServiceInstance, List<PairClock>> jumps = new HashMap<>();
  private final long[] aheadByIndex;
  private final int[] above;
  private final int[] depth;
  private final int[] component;
  private final long[] moved;
  private final boolean movesTimes;
  private final ConcurrentHashMap<Long, OffsetGraph> graphs = new ConcurrentHashMap<>();
  private final SortedMap<String, Long> circles = new TreeMap<>();
  private final SortedSet<String> distrusted = new TreeSet<>();
  private final long widest;

  private MeasuredClocks(Builder from) {
    stated = from.stated;
    origin = from.origin;
    shift = from.shift;
    pairs = List.copyOf(from.pairs);
    instances = from.instances.stream().sorted().toList();
    for (ServiceInstance instance : instances) {
      indexes.put(instance, indexes.size());
    }
    for (ServiceInstance instance : from.adjusted) {
      adjusted.set(index(instance));
      distrusted.add(instance.toString());
    }
    for (PairClock pair : pairs) {
      byEnds.put(ends(index(pair.first()), index(pair.second())), pair);
      if (pair.steps() > 0 || pair.contradictions() + pair.early() > 0) {
        jumps.computeIfAbsent(pair.first(), key -> new ArrayList<>()).add(pair);
        jumps.computeIfAbsent(pair.second(), key -> new ArrayList<>()).add(pair);
      }
    }
    aheadByIndex = new long[instances.size()];
    above = new int[instances.size()];
    depth = new int[instances.size()];
    component = new int[instances.size()];
    align();
    moved = aheadByIndex.clone();
    for (int i = 0; i < moved.length; i++) {
      moved[i] = Math.abs(moved[i]) > stated.widest() ? moved[i] : 0;
    }
    movesTimes = Arrays.stream(moved).anyMatch(nanos -> nanos != 0);
    widest =
        pairs.isEmpty() ? stated.widest() : stated.widest() + 2 * furthest() + 2 * uncertainty();
    lookForContradictions();
    distrusted.addAll(circles.keySet());
  }

  /** Collects the pairs of an input. */
  static final class Builder {
    private final ClockBounds stated;
    private final long origin;
    private final int shift;
    private final Collection<ServiceInstance> instances;
    private final Set<ServiceInstance> adjusted;
    private final List<PairClock> pairs = new ArrayList<>();

    Builder(
        ClockBounds stated,
        long origin,
        int shift,
        Collection<ServiceInstance> instances,
        Set<ServiceInstance> adjusted) {
      this.stated = stated;
      this.origin = origin;
      this.shift = shift;
      this.instances = instances;
      this.adjusted = adjusted;
    }

    /** Pairs come in canonical order. */
    void add(PairClock pair) {
      pairs.add(pair);
    }

    MeasuredClocks build() {
      return new MeasuredClocks(this);
    }
  }

  /** Nothing is measured. */
  public static MeasuredClocks none(ClockBounds stated) {
    return new Builder(stated, 0, 1, List.of(), Set.of()).build();
  }

  /**
   * By how much the clock of B is ahead of A's while the two intervals last; of clocks that are set
   * right, what is left of it.
   */
  ClockOffset offset(ServiceInstance a, Interval first, ServiceInstance b, Interval second) {
    Integer from = indexes.get(a);
    Integer to = indexes.get(b);
    if (from == null || to == null || component[from] < 0 && byEnds.get(ends(from, to)) == null) {
      return ClockOffset.within(stated.widest(), ClockSource.STATED).less(moved(b) - moved(a));
    }
    long leftOfA = origin + aheadByIndex[from] - moved[from];
    long leftOfB = origin + aheadByIndex[to] - moved[to];
    long[] windows = {
      first.start() - leftOfA >> shift,
      first.end() - leftOfA >> shift,
      second.start() - leftOfB >> shift,
      second.end() - leftOfB >> shift
    };
    Arrays.sort(windows);
    ClockOffset offset = at(windows[0], from, to);
    for (int i = 1; i < windows.length; i++) {
      if (windows[i] != windows[i - 1]) {
        offset = offset.or(at(windows[i], from, to));
      }
    }
    return offset.less(moved[to] - moved[from]);
  }

  /** By how much an instance's own clock may have jumped around two times; 0 if it did not. */
  long jumpAround(ServiceInstance instance, Interval first, Interval second) {
    List<PairClock> jumping = jumps.get(instance);
    if (jumping == null) {
      return 0;
    }
    int index = index(instance);
    long left = origin + aheadByIndex[index] - moved[index];
    long jump = 0;
    for (PairClock pair : jumping) {
      for (long time : new long[] {first.start(), first.end(), second.start(), second.end()}) {
        jump = Math.max(jump, pair.jumpAround(time(pair, time - left >> shift)));
      }
    }
    return jump;
  }

  private ClockOffset at(long window, int from, int to) {
    OffsetGraph graph = graph(window);
    if (!graph.trusts(from) || !graph.trusts(to)) {
      return withoutTrust(window, from, to);
    }
    long high = graph.atMost(from, to);
    long low = -graph.atMost(to, from);
    if (low > -NONE && high < NONE) {
      return new ClockOffset(low, high, ClockSource.MEASURED, calls(from, to));
    }
    long bound = stated.widest();
    // Calls that nobody waits for bound one side; they win where the statement contradicts them.
    return new ClockOffset(
        high < -bound ? -NONE : Math.max(low, -bound),
        low > bound ? NONE : Math.min(high, bound),
        ClockSource.STATED,
        0);
  }

  /** What is stated, and no less than what was seen. */
  private ClockOffset withoutTrust(long window, int from, int to) {
    ClockOffset offset = ClockOffset.within(stated.widest(), ClockSource.STATED);
    PairClock direct = byEnds.get(ends(from, to));
    if (direct != null) {
      ClockOffset seen = seen(direct, window);
      offset = offset.or(index(direct.first()) == from ? seen : seen.reversed());
    }
    if (component[from] >= 0 && component[from] == component[to]) {
      offset = offset.or(alongTree(window, from, to));
    }
    return offset;
  }

  private ClockOffset alongTree(long window, int from, int to) {
    long low = 0;
    long high = 0;
    int a = from;
    int b = to;
    while (a != b) {
      boolean climbB = depth[b] >= depth[a];
      int lower = climbB ? b : a;
      ClockOffset step = overAbove(window, lower);
      low += climbB ? step.low() : -step.high();
      high += climbB ? step.high() : -step.low();
      if (climbB) {
        b = above[b];
      } else {
        a = above[a];
      }
    }
    return new ClockOffset(low, high, ClockSource.STATED, 0);
  }

  /** By how much a clock is ahead of the one above it in the tree. */
  private ClockOffset overAbove(long window, int index) {
    PairClock pair = pair(index, above[index]);
    ClockOffset seen = seen(pair, window);
    return index(pair.second()) == index ? seen : seen.reversed();
  }

  private ClockOffset seen(PairClock pair, long window) {
    PairClock.At at = pair.at(time(pair, window));
    return new ClockOffset(at.low(), at.high(), ClockSource.STATED, 0);
  }

  /** The middle of a window of the common clock, halfway between the two clocks of a pair. */
  private long time(PairClock pair, long window) {
    long first = aheadByIndex[index(pair.first())];
    long second = aheadByIndex[index(pair.second())];
    return (window << shift) + (1L << shift - 1) + first + (second - first) / 2;
  }

  private long calls(int from, int to) {
    PairClock direct = byEnds.get(ends(from, to));
    if (direct != null && direct.isTwoSided() && direct.calls() > 0) {
      return direct.calls();
    }
    long calls = 0;
    int a = from;
    int b = to;
    while (a != b && component[a] >= 0 && component[a] == component[b]) {
      int lower = depth[b] >= depth[a] ? b : a;
      calls += pair(lower, above[lower]).calls();
      if (lower == b) {
        b = above[b];
      } else {
        a = above[a];
      }
    }
    return calls;
  }

  private OffsetGraph graph(long window) {
    if (graphs.size() > GRAPHS_KEPT / (pairs.size() + 1)) {
      graphs.clear();
    }
    return graphs.computeIfAbsent(window, this::draw);
  }

  private OffsetGraph draw(long window) {
    List<OffsetGraph.Edge> edges = new ArrayList<>(2 * pairs.size());
    BitSet contradicted = (BitSet) adjusted.clone();
    for (PairClock pair : pairs) {
      int first = index(pair.first());
      int second = index(pair.second());
      PairClock.At at = pair.at(time(pair, window));
      if (!at.isTrusted()) {
        contradicted.set(first);
        contradicted.set(second);
      }
      if (at.high() < NONE) {
        edges.add(new OffsetGraph.Edge(first, second, at.high()));
      }
      if (at.low() > -NONE) {
        edges.add(new OffsetGraph.Edge(second, first, -at.low()));
      }
    }
    edges.sort(Comparator.comparingInt(OffsetGraph.Edge::from));
    return new OffsetGraph(edges, edges.size(), aheadByIndex, contradicted);
  }

  /** Takes all clocks that calls join to one common clock, roughly. */
  private void align() {
    Map<Integer, List<Integer>> neighbours = new HashMap<>();
    for (PairClock pair : pairs) {
      if (pair.isTwoSided()) {
        int first = index(pair.first());
        int second = index(pair.second());
        neighbours.computeIfAbsent(first, key -> new ArrayList<>()).add(second);
        neighbours.computeIfAbsent(second, key -> new ArrayList<>()).add(first);
      }
    }
    Arrays.fill(component, -1);
    for (int root = 0; root < component.length; root++) {
      if (component[root] < 0 && neighbours.containsKey(root)) {
        align(root, neighbours);
      }
    }
  }

  private void align(int root, Map<Integer, List<Integer>> neighbours) {
    List<Integer> reached = new ArrayList<>();
    Deque<Integer> queue = new ArrayDeque<>(List.of(root));
    component[root] = root;
    above[root] = root;
    while (!queue.isEmpty()) {
      int at = queue.remove();
      reached.add(at);
      for (int next : neighbours.getOrDefault(at, List.of())) {
        if (component[next] < 0) {
          component[next] = root;
          above[next] = at;
          depth[next] = depth[at] + 1;
          PairClock pair = pair(at, next);
          PairClock.At offset = pair.at(pair.times().get(0));
          long centre = offset.low() / 2 + offset.high() / 2;
          boolean known = offset.low() > -NONE && offset.high() < NONE;
          long over = !known ? 0 : index(pair.second()) == next ? centre : -centre;
          aheadByIndex[next] = aheadByIndex[at] + over;
          queue.add(next);
        }
      }
    }
    List<Long> sorted = new ArrayList<>();
    reached.forEach(index -> sorted.add(aheadByIndex[index]));
    Collections.sort(sorted);
    long median = sorted.get(sorted.size() / 2);
    for (int index : reached) {
      aheadByIndex[index] -= median;
    }
  }

  /** How far a clock that is not set right is from the common one at most. */
  private long furthest() {
    long furthest = 0;
    for (int i = 0; i < moved.length; i++) {
      furthest = Math.max(furthest, Math.abs(aheadByIndex[i] - moved[i]));
    }
    return furthest;
  }

  /** How wrong the common clock may be for any instance, at any time. */
  private long uncertainty() {
    long[] edge = new long[instances.size()];
    long widestEdge = 0;
    for (PairClock pair : pairs) {
      int first = index(pair.first());
      int second = index(pair.second());
      if (pair.isTwoSided()) {
        ClockOffset all = pair.all();
        long between = aheadByIndex[second] - aheadByIndex[first];
        long off = Math.max(all.high() - between, between - all.low());
        widestEdge = Math.max(widestEdge, off);
        if (above[second] == first) {
          edge[second] = off;
        } else if (above[first] == second) {
          edge[first] = off;
        }
      }
    }
    long worst = widestEdge;
    for (int i = 0; i < edge.length; i++) {
      long sum = 0;
      for (int at = i; component[at] >= 0 && depth[at] > 0; at = above[at]) {
        sum += edge[at];
      }
      worst = Math.max(worst, sum);
    }
    return Math.min(NONE / 4, worst);
  }

  private void lookForContradictions() {
    SortedSet<Long> windows = new TreeSet<>();
    for (PairClock pair : pairs) {
      if (pair.contradictions() + pair.early() > 0) {
        distrusted.add(pair.first().toString());
        distrusted.add(pair.second().toString());
      }
      long before = time(pair, 0);
      pair.times().forEach(time -> windows.add(time - before + (1L << shift - 1) >> shift));
    }
    for (long window : windows) {
      BitSet onCircles = graph(window).onCircles();
      onCircles.stream().forEach(i -> circles.merge(instances.get(i).toString(), 1L, Long::sum));
    }
  }

  long widest() {
    return widest;
  }

  /** By how much the times of an instance are set back, in nanoseconds. */
  long moved(ServiceInstance instance) {
    Integer index = movesTimes ? indexes.get(instance) : null;
    return index == null ? 0 : moved[index];
  }

  boolean movesTimes() {
    return movesTimes;
  }

  /** How well the clocks are known, for a report. */
  public ClockSummary summary() {
    Map<Integer, Long> sizes = new HashMap<>();
    for (int root : component) {
      if (root >= 0) {
        sizes.merge(root, 1L, Long::sum);
      }
    }
    long measured = sizes.values().stream().mapToLong(size -> size * (size - 1) / 2).sum();
    long all = (long) instances.size() * (instances.size() - 1) / 2;
    List<ClockSummary.Pair> told = new ArrayList<>();
    for (PairClock pair : pairs) {
      told.add(
          new ClockSummary.Pair(
              pair.first().toString(),
              pair.second().toString(),
              pair.calls(),
              pair.isTwoSided() ? pair.all() : null,
              pair.steps(),
              pair.widestStep(),
              pair.contradictions(),
              pair.early(),
              pair.beyond()));
    }
    SortedMap<String, Long> off = new TreeMap<>();
    for (int i = 0; i < moved.length; i++) {
      if (moved[i] != 0) {
        off.put(instances.get(i).toString(), moved[i]);
      }
    }
    return new ClockSummary(measured, all - measured, told, circles, off, distrusted);
  }

  private PairClock pair(int one, int other) {
    PairClock pair = byEnds.get(ends(one, other));
    if (pair == null) {
      throw new IllegalStateException("no calls between " + one + " and " + other);
    }
    return pair;
  }

  private int index(ServiceInstance instance) {
    Integer index = indexes.get(instance);
    if (index == null) {
      throw new IllegalStateException(instance + " is not of this input");
    }
    return index;
  }

  private static long ends(int one, int other) {
    return (long) Math.min(one, other) << 32 | Math.max(one, other);
  }
}
