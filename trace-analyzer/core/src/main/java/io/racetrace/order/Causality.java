package io.racetrace.order;

import io.racetrace.access.Access;
import io.racetrace.access.CausalContext;
import io.racetrace.access.CausalContext.Cause;
import io.racetrace.access.CausalContext.Hop;
import io.racetrace.trace.SpanKind;
import org.jspecify.annotations.Nullable;

/**
 * What spans themselves show of the order: a common ancestor in one trace, links between traces.
 */
final class Causality {

  private final long rounding;

  /**
   * @param rounding by how much two times of one clock may seem closer or further apart than they
   *     are, in nanoseconds
   */
  Causality(long rounding) {
    this.rounding = rounding;
  }

  /** How one stands to the other by causality alone; null if that does not tell. */
  @Nullable Relation compare(Access a, Access b) {
    CausalContext wayToA = a.site().context();
    CausalContext wayToB = b.site().context();
    if (wayToA.traceId().equals(wayToB.traceId())) {
      return inOneTrace(a, b);
    }
    if (precedesCause(a, wayToB)) {
      return new Relation(Ordering.BEFORE, new Edge.Link(wayToA.traceId(), wayToB.traceId()));
    }
    if (precedesCause(b, wayToA)) {
      return new Relation(Ordering.AFTER, new Edge.Link(wayToB.traceId(), wayToA.traceId()));
    }
    return null;
  }

  private @Nullable Relation inOneTrace(Access a, Access b) {
    CausalContext wayToA = a.site().context();
    CausalContext wayToB = b.site().context();
    int fork = fork(wayToA, wayToB);
    if (fork == 0 || fork == wayToA.hops().size() || fork == wayToB.hops().size()) {
      return null;
    }
    Hop branchA = wayToA.hops().get(fork);
    Hop branchB = wayToB.hops().get(fork);
    if (!branchA.instance().equals(branchB.instance())) {
      return null;
    }
    Hop ancestor = wayToA.hops().get(fork - 1);
    Edge reason = new Edge.CommonAncestor(wayToA.traceId(), ancestor.spanId(), branchA.instance());
    long doneA = completion(wayToA, fork, a.effect().end());
    long doneB = completion(wayToB, fork, b.effect().end());
    long startA = start(branchA, wayToA, a);
    long startB = start(branchB, wayToB, b);
    if (isBefore(doneA, startB)) {
      return new Relation(Ordering.BEFORE, reason);
    }
    if (isBefore(doneB, startA)) {
      return new Relation(Ordering.AFTER, reason);
    }
    boolean atOnce =
        isBefore(branchA.interval().start(), branchB.interval().end())
            && isBefore(branchB.interval().start(), branchA.interval().end());
    return atOnce ? new Relation(Ordering.CONCURRENT, reason) : null;
  }

  /** Whether one time of a clock is surely before another one of the same clock. */
  private boolean isBefore(long time, long other) {
    return time < Long.MAX_VALUE - rounding && time + rounding < other;
  }

  /** When the branch began; for the access itself, when it could first take effect. */
  private static long start(Hop branch, CausalContext way, Access access) {
    boolean isLeaf = way.hops().get(way.hops().size() - 1).equals(branch);
    return isLeaf
        ? Math.max(branch.interval().start(), access.effect().start())
        : branch.interval().start();
  }

  /** How many hops the two ways share. */
  private static int fork(CausalContext a, CausalContext b) {
    int shared = 0;
    while (shared < a.hops().size()
        && shared < b.hops().size()
        && a.hops().get(shared).spanId().equals(b.hops().get(shared).spanId())) {
      shared++;
    }
    return shared;
  }

  /**
   * When, on the clock of the hop at this depth, the access at the end of the way had surely taken
   * effect; never, if some call on the way was not waited for.
   */
  private static long completion(CausalContext way, int depth, long effectEnd) {
    int leaf = way.hops().size() - 1;
    long done = Math.max(effectEnd, way.hops().get(leaf).interval().end());
    for (int i = leaf - 1; i >= depth; i--) {
      Hop hop = way.hops().get(i);
      Hop below = way.hops().get(i + 1);
      if (hop.instance().equals(below.instance())) {
        done = Math.max(done, hop.interval().end());
      } else if (hop.kind() == SpanKind.CLIENT
          && below.kind() == SpanKind.SERVER
          && done <= below.interval().end()) {
        done = hop.interval().end();
      } else {
        return Long.MAX_VALUE;
      }
    }
    return done;
  }

  /** Whether the access had taken effect when a span began that the way is caused by. */
  private boolean precedesCause(Access access, CausalContext way) {
    for (Cause cause : way.causes()) {
      CausalContext linked = cause.linked();
      if (linked.traceId().equals(access.site().traceId()) && precedes(access, linked)
          || precedesCause(access, linked)) {
        return true;
      }
    }
    return false;
  }

  private boolean precedes(Access access, CausalContext linked) {
    CausalContext way = access.site().context();
    int fork = fork(way, linked);
    if (fork == 0 || fork == way.hops().size() || fork == linked.hops().size()) {
      return false;
    }
    Hop branch = way.hops().get(fork);
    Hop towardsLink = linked.hops().get(fork);
    return branch.instance().equals(towardsLink.instance())
        && isBefore(completion(way, fork, access.effect().end()), towardsLink.interval().start());
  }
}
