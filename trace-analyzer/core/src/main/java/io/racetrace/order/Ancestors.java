package io.racetrace.order;

import io.racetrace.column.LongColumn;
import io.racetrace.trace.SpanForest;

/**
 * Climbs the trees of a forest. Deep below the root, shortcuts make the way as long as the
 * logarithm of the depth (Myers, An applicative random-access stack, 1983); a shortcut also knows
 * when what is done at its lower end is done at its upper end.
 */
final class Ancestors {

  /** A time that never comes: some call on the way was not waited for. */
  static final long NEVER = Long.MAX_VALUE;

  /** Above this depth one step at a time is fast enough. */
  private static final int DEEP = 32;

  /** Marks a shortcut within one stretch, on one clock. */
  private static final long ONE_CLOCK = Long.MIN_VALUE;

  private final SpanForest forest;
  private final int[] deepIndex;
  private final LongColumn shortcuts = new LongColumn();
  private final LongColumn limits = new LongColumn();
  private final LongColumn results = new LongColumn();

  Ancestors(SpanForest forest) {
    this.forest = forest;
    int deepest = 0;
    for (int node = 0; node < forest.size(); node++) {
      deepest = Math.max(deepest, forest.depth(node));
    }
    deepIndex = new int[deepest < DEEP ? 0 : forest.size()];
    for (int node = 0; node < deepIndex.length; node++) {
      if (forest.depth(node) >= DEEP) {
        addShortcut(node);
      }
    }
  }

  private void addShortcut(int node) {
    int parent = forest.parent(node);
    int far = shortcut(parent);
    boolean doubles =
        forest.depth(far) >= DEEP
            && forest.depth(parent) - forest.depth(far)
                == forest.depth(far) - forest.depth(shortcut(far));
    deepIndex[node] = shortcuts.size();
    long limit = forest.end(node);
    long result = ONE_CLOCK;
    if (forest.top(node) == node) {
      boolean awaited = forest.isAwaited(node);
      limit = awaited ? limit : Long.MIN_VALUE;
      result = awaited ? forest.end(parent) : NEVER;
    }
    if (!doubles) {
      add(parent, limit, result);
      return;
    }
    int near = deepIndex[parent];
    long limitNear = then(limit, result, limits.get(near), results.get(near), true);
    long resultNear = then(limit, result, limits.get(near), results.get(near), false);
    int next = deepIndex[far];
    add(
        shortcut(far),
        then(limitNear, resultNear, limits.get(next), results.get(next), true),
        then(limitNear, resultNear, limits.get(next), results.get(next), false));
  }

  private void add(int target, long limit, long result) {
    shortcuts.add(target);
    limits.add(limit);
    results.add(result);
  }

  /** The limit, or the result, of one shortcut and then another one. */
  private static long then(
      long limit, long result, long nextLimit, long nextResult, boolean wantLimit) {
    boolean firstOnOneClock = result == ONE_CLOCK;
    if (nextResult == ONE_CLOCK) {
      long sameClock = firstOnOneClock ? Math.max(limit, nextLimit) : limit;
      return wantLimit ? sameClock : firstOnOneClock ? ONE_CLOCK : Math.max(result, nextLimit);
    }
    boolean passes = (firstOnOneClock ? limit : result) <= nextLimit;
    if (!passes) {
      return wantLimit ? Long.MIN_VALUE : NEVER;
    }
    return wantLimit ? firstOnOneClock ? nextLimit : limit : nextResult;
  }

  private int shortcut(int node) {
    return forest.depth(node) < DEEP ? forest.parent(node) : (int) shortcuts.get(deepIndex[node]);
  }

  /** The node at that depth on the way up from this one, which is not above it. */
  int at(int node, int depth) {
    int at = node;
    while (forest.depth(at) > depth) {
      int far = shortcut(at);
      at = forest.depth(far) >= depth ? far : forest.parent(at);
    }
    return at;
  }

  /** The lowest node that is above both, or one of the two; -1 if they are in different trees. */
  int common(int one, int other) {
    int a = at(one, Math.min(forest.depth(one), forest.depth(other)));
    int b = at(other, forest.depth(a));
    while (a != b) {
      int farA = shortcut(a);
      int farB = shortcut(b);
      if (farA < 0 || farB < 0) {
        return -1;
      }
      boolean jump = farA != farB;
      a = jump ? farA : forest.parent(a);
      b = jump ? farB : forest.parent(b);
    }
    return a;
  }

  /**
   * When, on the clock of the node at this depth on the way up, that node had ended and what was
   * done below it, too; {@link #NEVER} if a call on the way was not waited for.
   *
   * @param done when it was done on the clock of the node
   */
  long completion(int node, int depth, long done) {
    int at = node;
    long time = done;
    while (forest.depth(at) > depth) {
      int far = shortcut(at);
      if (forest.depth(at) >= DEEP && forest.depth(far) >= depth) {
        int deep = deepIndex[at];
        time = through(time, limits.get(deep), results.get(deep));
        at = far;
      } else {
        time = up(at, time);
        at = forest.parent(at);
      }
    }
    return Math.max(time, forest.end(at));
  }

  private static long through(long time, long limit, long result) {
    if (result == ONE_CLOCK) {
      return Math.max(time, limit);
    }
    return time <= limit ? result : NEVER;
  }

  private long up(int node, long time) {
    if (forest.top(node) != node) {
      return Math.max(time, forest.end(node));
    }
    return time <= forest.end(node) && forest.isAwaited(node)
        ? forest.end(forest.parent(node))
        : NEVER;
  }
}
