package io.racetrace.order;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which moments lead to which others, where each moment has at most two ways on: to the next moment
 * of its own stretch, and across to another one. Ways that lie on a circle are closed, for nothing
 * comes before itself.
 *
 * <p>Most questions are answered by numbers given once: a moment never leads to one of a lower
 * level, nor to one outside of the range that a search in depth first found below it (Yildirim et
 * al., GRAIL: Scalable Reachability Index for Large Graphs, 2010), and always to one that the
 * search came to by way of it.
 */
final class Reach {

  private static final int NONE = -1;

  /** A search that has seen so many moments gives up; what it looked for stays unknown. */
  private static final int MOST_SEEN = 1 << 16;

  private final int[] across;
  private final int[] next;
  private final int[] level;
  private final int[] before;
  private final int[] after;
  private final int[] lowest;
  private final int[] cameFrom;
  private final int[] depth;
  private final int[] shortcut;
  private final int[] crossed;

  /**
   * @param next the next moment of the same stretch; -1 if there is none
   * @param across where else a moment leads to; -1 if nowhere. Circles are taken out of it
   */
  Reach(int[] next, int[] across) {
    this.next = next;
    this.across = across;
    int size = next.length;
    level = new int[size];
    before = new int[size];
    after = new int[size];
    lowest = new int[size];
    cameFrom = new int[size];
    depth = new int[size];
    shortcut = new int[size];
    crossed = new int[size];
    new Circles(next, across).close();
    int[] order = inOrder();
    searchInDepth(order);
    for (int i = size - 1; i >= 0; i--) {
      int at = order[i];
      lowest[at] = after[at];
      for (int way = 0; way < 2; way++) {
        int to = step(at, way);
        lowest[at] = to == NONE ? lowest[at] : Math.min(lowest[at], lowest[to]);
      }
    }
  }

  private int step(int at, int number) {
    return number == 0 ? across[at] : next[at];
  }

  /** All moments so that each comes after those that lead to it. */
  private int[] inOrder() {
    int[] open = new int[next.length];
    for (int at = 0; at < next.length; at++) {
      for (int way = 0; way < 2; way++) {
        if (step(at, way) != NONE) {
          open[step(at, way)]++;
        }
      }
    }
    int[] order = new int[next.length];
    int known = 0;
    for (int at = 0; at < next.length; at++) {
      if (open[at] == 0) {
        order[known++] = at;
      }
    }
    for (int i = 0; i < known; i++) {
      int at = order[i];
      for (int way = 0; way < 2; way++) {
        int to = step(at, way);
        if (to != NONE) {
          level[to] = Math.max(level[to], level[at] + 1);
          if (--open[to] == 0) {
            order[known++] = to;
          }
        }
      }
    }
    return order;
  }

  private void searchInDepth(int[] roots) {
    Arrays.fill(before, NONE);
    Arrays.fill(cameFrom, NONE);
    int[] stack = new int[next.length];
    byte[] tried = new byte[next.length];
    int in = 0;
    int out = 0;
    for (int root : roots) {
      if (before[root] != NONE) {
        continue;
      }
      int height = 0;
      stack[height++] = root;
      before[root] = in++;
      shortcut[root] = root;
      while (height > 0) {
        int at = stack[height - 1];
        if (tried[at] == 2) {
          after[at] = out++;
          height--;
          continue;
        }
        int to = step(at, tried[at]++);
        if (to != NONE && before[to] == NONE) {
          before[to] = in++;
          come(at, to);
          stack[height++] = to;
        }
      }
    }
  }

  private void come(int from, int to) {
    cameFrom[to] = from;
    depth[to] = depth[from] + 1;
    crossed[to] = crossed[from] + (across[from] == to ? 1 : 0);
    int far = shortcut[from];
    boolean doubles = depth[from] - depth[far] == depth[far] - depth[shortcut[far]];
    shortcut[to] = doubles ? shortcut[far] : from;
  }

  /** Whether nothing rules out that one leads to the other. */
  private boolean mayLead(int from, int to) {
    return level[from] < level[to] && lowest[from] <= lowest[to] && after[to] < after[from];
  }

  /** Whether the search in depth came to the other by way of the one. */
  private boolean ledBySearch(int from, int to) {
    return before[from] <= before[to] && after[to] <= after[from];
  }

  /**
   * The moments on a way from one to the other, both included; null if there is none, or if too
   * much had to be looked at.
   */
  @Nullable Way way(int from, int to) {
    if (from == to || ledBySearch(from, to)) {
      return new Way(List.of(), from, to);
    }
    if (!mayLead(from, to)) {
      return null;
    }
    List<int[]> stack = new ArrayList<>();
    Seen seen = new Seen();
    seen.add(from);
    stack.add(new int[] {from, 0});
    while (!stack.isEmpty()) {
      int[] top = stack.get(stack.size() - 1);
      if (top[1] == 2) {
        stack.remove(stack.size() - 1);
        continue;
      }
      int at = step(top[0], top[1]++);
      if (at == NONE) {
        continue;
      }
      if (at == to || ledBySearch(at, to)) {
        return new Way(stack, at, to);
      }
      if (mayLead(at, to) && seen.add(at)) {
        if (seen.size > MOST_SEEN) {
          return null;
        }
        stack.add(new int[] {at, 0});
      }
    }
    return null;
  }

  /** What was searched, then from there along the search in depth. */
  final class Way {
    private final List<Integer> crossings = new ArrayList<>();
    private final int from;
    private final int to;

    private Way(List<int[]> searched, int from, int to) {
      this.from = from;
      this.to = to;
      for (int i = 0; i < searched.size(); i++) {
        int at = searched.get(i)[0];
        int next = i + 1 < searched.size() ? searched.get(i + 1)[0] : from;
        if (across[at] == next) {
          crossings.add(at);
        }
      }
    }

    /** How often the way goes from one stretch to another. */
    int length() {
      return crossings.size() + crossed[to] - crossed[from];
    }

    /** The moment at which the way leaves a stretch, counted from 0. */
    int crossing(int number) {
      if (number < crossings.size()) {
        return crossings.get(number);
      }
      int wanted = crossed[from] + number - crossings.size() + 1;
      int at = to;
      while (crossed[cameFrom[at]] >= wanted) {
        at = crossed[shortcut[at]] >= wanted ? shortcut[at] : cameFrom[at];
      }
      return cameFrom[at];
    }
  }

  /** Numbers that were seen. */
  private static final class Seen {
    private int[] slots = new int[64];
    private int size;

    boolean add(int number) {
      if (size * 2 >= slots.length) {
        int[] old = slots;
        slots = new int[old.length * 2];
        size = 0;
        for (int slot : old) {
          if (slot != 0) {
            add(slot - 1);
          }
        }
      }
      int at = number * 0x9E3779B1 >>> 16 & slots.length - 1;
      while (slots[at] != 0) {
        if (slots[at] == number + 1) {
          return false;
        }
        at = at + 1 & slots.length - 1;
      }
      slots[at] = number + 1;
      size++;
      return true;
    }
  }
}
