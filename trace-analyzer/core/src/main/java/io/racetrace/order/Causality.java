package io.racetrace.order;

import io.racetrace.access.Access;
import io.racetrace.access.CausalContext;
import io.racetrace.trace.Interval;
import io.racetrace.trace.ServiceInstance;
import io.racetrace.trace.SpanForest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What spans themselves show of the order. In one tree two accesses part at their lowest common
 * ancestor, and the clock of that one process tells how the two branches stand. Elsewhere a way of
 * links and calls leads from one to the other, or none does.
 */
final class Causality {

  private final SpanForest forest;
  private final ClockBounds clocks;
  private final Ancestors ancestors;
  private final Moments moments;

  Causality(SpanForest forest, ClockBounds clocks) {
    this.forest = forest;
    this.clocks = clocks;
    ancestors = new Ancestors(forest);
    moments = new Moments(forest, clocks.rounding(), clocks.anchor());
  }

  /** Where one access parts from another one: the node there, or the access's own span. */
  private record Branch(int stretch, Interval interval, long begun, long done) {}

  /** How one stands to the other by causality alone; null if that does not tell. */
  @Nullable Relation compare(Access a, Access b) {
    int nodeA = node(a);
    int nodeB = node(b);
    if (nodeA < 0 || nodeB < 0) {
      return null;
    }
    if (a.site().traceId().equals(b.site().traceId())) {
      Relation inTree = inOneTree(a, nodeA, b, nodeB);
      if (inTree != null || a.site().spanId().equals(b.site().spanId())) {
        return inTree;
      }
    }
    List<Edge> there = way(a, nodeA, b, nodeB);
    if (there != null) {
      return new Relation(Ordering.BEFORE, there);
    }
    List<Edge> back = way(b, nodeB, a, nodeA);
    return back == null ? null : new Relation(Ordering.AFTER, back);
  }

  private int node(Access access) {
    CausalContext context = access.site().context();
    return forest.node(context.traceId(), context.node());
  }

  private @Nullable List<Edge> way(Access from, int nodeFrom, Access to, int nodeTo) {
    return moments.way(forest.top(nodeFrom), done(from), forest.top(nodeTo), to.effect().start());
  }

  /** When the access had surely taken effect, on its own clock. */
  private static long done(Access access) {
    // What has no length has no known end.
    return access.effect().nanos() == 0 || access.interval().nanos() == 0
        ? Ancestors.NEVER
        : Math.max(access.effect().end(), access.interval().end());
  }

  private @Nullable Relation inOneTree(Access a, int nodeA, Access b, int nodeB) {
    int fork = ancestors.common(nodeA, nodeB);
    if (fork < 0 || a.site().spanId().equals(b.site().spanId())) {
      return null;
    }
    Branch branchA = branch(a, nodeA, fork);
    Branch branchB = branch(b, nodeB, fork);
    if (branchA == null || branchB == null) {
      return null;
    }
    long rounding = rounding(branchA.stretch, branchB.stretch);
    if (rounding < 0 || branchA.interval.nanos() == 0 || branchB.interval.nanos() == 0) {
      return null;
    }
    Edge reason =
        new Edge.CommonAncestor(
            a.site().traceId(), forest.id(fork), forest.instance(branchA.stretch));
    if (isBefore(branchA.done, branchB.begun, rounding)) {
      return new Relation(Ordering.BEFORE, reason);
    }
    if (isBefore(branchB.done, branchA.begun, rounding)) {
      return new Relation(Ordering.AFTER, reason);
    }
    boolean atOnce =
        isBefore(branchA.interval.start(), branchB.interval.end(), rounding)
            && isBefore(branchB.interval.start(), branchA.interval.end(), rounding);
    // Branches that overlap as a whole may still take turns, which their own clock tells.
    return atOnce && !takeTurns(a, b) ? new Relation(Ordering.CONCURRENT, reason) : null;
  }

  private boolean takeTurns(Access a, Access b) {
    ServiceInstance instance = a.site().instance();
    return !instance.instance().isEmpty()
        && instance.equals(b.site().instance())
        && (isBefore(done(a), b.effect().start(), clocks.rounding())
            || isBefore(done(b), a.effect().start(), clocks.rounding()));
  }

  /** Null if the access's own span is the fork. */
  private @Nullable Branch branch(Access access, int node, int fork) {
    boolean ownNode = forest.id(node).equals(access.site().spanId());
    if (node == fork) {
      Interval interval = access.interval();
      return ownNode
          ? null
          : new Branch(
              forest.top(node),
              interval,
              Math.max(interval.start(), access.effect().start()),
              done(access));
    }
    int depth = forest.depth(fork) + 1;
    int at = ancestors.at(node, depth);
    Interval interval = new Interval(forest.start(at), Math.max(forest.start(at), forest.end(at)));
    long done = done(access);
    return new Branch(
        forest.top(at),
        interval,
        at == node && ownNode
            ? Math.max(interval.start(), access.effect().start())
            : interval.start(),
        done == Ancestors.NEVER ? done : ancestors.completion(node, depth, done));
  }

  /** By how much times of the two stretches may be off; negative if they share no clock. */
  private long rounding(int stretchA, int stretchB) {
    if (stretchA == stretchB) {
      return clocks.rounding();
    }
    boolean oneClock =
        !forest.instance(stretchA).instance().isEmpty()
            && forest.instance(stretchA).equals(forest.instance(stretchB));
    return oneClock ? clocks.anchor() + clocks.rounding() : -1;
  }

  /** Whether one time of a clock is surely before another one of the same clock. */
  private static boolean isBefore(long time, long other, long rounding) {
    return time < Long.MAX_VALUE - rounding && time + rounding < other;
  }
}
