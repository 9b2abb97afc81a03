package io.racetrace.column;

import java.util.Arrays;

/** Finds the first value below a limit, in logarithmic time. */
public final class RangeMinimum {

  private final int leaves;
  private final long[] tree;

  public RangeMinimum(long[] values) {
    leaves = Math.max(1, Integer.highestOneBit(Math.max(1, values.length * 2 - 1)));
    tree = new long[2 * leaves];
    Arrays.fill(tree, Long.MAX_VALUE);
    System.arraycopy(values, 0, tree, leaves, values.length);
    for (int node = leaves - 1; node > 0; node--) {
      tree[node] = Math.min(tree[2 * node], tree[2 * node + 1]);
    }
  }

  /** The least index from {@code from} on whose value is below the limit; -1 if there is none. */
  public int firstBelow(int from, long limit) {
    if (from >= leaves) {
      return -1;
    }
    int node = leaves + from;
    while (tree[node] >= limit) {
      // Up until there is a neighbour on the right that was not looked at.
      while ((node & 1) == 1) {
        node >>= 1;
        if (node <= 1) {
          return -1;
        }
      }
      node++;
    }
    while (node < leaves) {
      node = tree[2 * node] < limit ? 2 * node : 2 * node + 1;
    }
    return node - leaves;
  }
}
