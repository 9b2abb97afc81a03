package io.racetrace.order;

import java.util.Arrays;
import java.util.BitSet;
import java.util.PriorityQueue;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The offsets of all clocks in one window, as a graph: an edge from A to B weighs what B's clock
 * can be ahead of A's at most, so the shortest path is the tightest bound that all calls together
 * give (Dechter, Meiri and Pearl, Temporal Constraint Networks, 1991). A circle that weighs less
 * than nothing is a contradiction; who is on it is not trusted.
 */
final class OffsetGraph {

  private static final long NONE = ClockOffset.UNBOUNDED;

  /** For larger graphs, each path is looked for when it is asked for. */
  private static final int KEPT = 256;

  /** How often in between it is looked whether a circle has closed. */
  private static final int ROUNDS = 8;

  private final int[] starts;
  private final int[] targets;
  private final long[] weights;
  private final long[] potential;
  private final BitSet distrusted;
  private final BitSet onCircles = new BitSet();
  private final ConcurrentHashMap<Integer, long[]> distances = new ConcurrentHashMap<>();

  /** An edge while the graph is made. */
  record Edge(int from, int to, long weight) {}

  private record Reached(int node, long distance) implements Comparable<Reached> {
    @Override
    public int compareTo(Reached other) {
      return Long.compare(distance, other.distance);
    }
  }

  /**
   * @param edges sorted by where they start
   * @param guess about where each clock is
   * @param distrusted whose calls contradict each other already
   */
  OffsetGraph(Iterable<Edge> edges, int count, long[] guess, BitSet distrusted) {
    int nodes = guess.length;
    starts = new int[nodes + 1];
    targets = new int[count];
    weights = new long[count];
    int at = 0;
    for (Edge edge : edges) {
      starts[edge.from + 1]++;
      targets[at] = edge.to;
      weights[at++] = edge.weight;
    }
    for (int i = 0; i < nodes; i++) {
      starts[i + 1] += starts[i];
    }
    potential = guess.clone();
    this.distrusted = (BitSet) distrusted.clone();
    BitSet circle = circle();
    while (circle != null) {
      onCircles.or(circle);
      this.distrusted.or(circle);
      System.arraycopy(guess, 0, potential, 0, nodes);
      circle = circle();
    }
  }

  boolean trusts(int node) {
    return !distrusted.get(node);
  }

  /** Who is on a circle that contradicts itself. */
  BitSet onCircles() {
    return onCircles;
  }

  /** By how much one clock can be ahead of another at most; unbounded if no path leads there. */
  long atMost(int from, int to) {
    if (potential.length > KEPT) {
      return distances(from, to)[to];
    }
    return distances.computeIfAbsent(from, source -> distances(source, -1))[to];
  }

  /** Relaxes until nothing changes; the circle that prevents it, if there is one. */
  private @Nullable BitSet circle() {
    int[] cause = new int[potential.length];
    Arrays.fill(cause, -1);
    for (int round = 1; relax(cause); round++) {
      if (round % ROUNDS == 0) {
        BitSet circle = circle(cause);
        if (circle != null) {
          return circle;
        }
      }
    }
    return null;
  }

  private boolean relax(int[] cause) {
    boolean changed = false;
    for (int from = 0; from < potential.length; from++) {
      for (int i = trusts(from) ? starts[from] : starts[from + 1]; i < starts[from + 1]; i++) {
        int to = targets[i];
        if (trusts(to) && potential[from] + weights[i] < potential[to]) {
          potential[to] = potential[from] + weights[i];
          cause[to] = from;
          changed = true;
        }
      }
    }
    return changed;
  }

  private static @Nullable BitSet circle(int[] cause) {
    int[] seenFrom = new int[cause.length];
    for (int start = 0; start < cause.length; start++) {
      int at = start;
      while (at >= 0 && seenFrom[at] == 0) {
        seenFrom[at] = start + 1;
        at = cause[at];
      }
      if (at >= 0 && seenFrom[at] == start + 1) {
        BitSet circle = new BitSet();
        for (; !circle.get(at); at = cause[at]) {
          circle.set(at);
        }
        return circle;
      }
    }
    return null;
  }

  /** Dijkstra's way; what the potentials make of the weights is never negative. */
  private long[] distances(int source, int target) {
    long[] best = new long[potential.length];
    Arrays.fill(best, NONE);
    BitSet done = new BitSet();
    PriorityQueue<Reached> queue = new PriorityQueue<>();
    best[source] = 0;
    queue.add(new Reached(source, 0));
    while (!queue.isEmpty()) {
      int from = queue.remove().node;
      if (done.get(from)) {
        continue;
      }
      done.set(from);
      if (from == target) {
        break;
      }
      for (int i = trusts(from) ? starts[from] : starts[from + 1]; i < starts[from + 1]; i++) {
        int to = targets[i];
        long reached = best[from] + weights[i] + potential[from] - potential[to];
        if (trusts(to) && reached < best[to]) {
          best[to] = reached;
          queue.add(new Reached(to, reached));
        }
      }
    }
    for (int i = 0; i < best.length; i++) {
      if (best[i] < NONE) {
        best[i] += potential[i] - potential[source];
      }
    }
    return best;
  }
}
