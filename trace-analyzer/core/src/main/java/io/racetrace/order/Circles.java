package io.racetrace.order;

import java.util.Arrays;

/**
 * Finds moments that lead to each other (Tarjan, Depth-First Search and Linear Graph Algorithms,
 * 1972). Something is wrong with what joins them, and nobody knows which of it.
 */
final class Circles {

  private final int[] next;
  private final int[] across;
  private final int[] circle;

  Circles(int[] next, int[] across) {
    this.next = next;
    this.across = across;
    circle = new int[next.length];
  }

  /** Takes out every way across that both begins and ends on one circle. */
  void close() {
    find();
    for (int at = 0; at < next.length; at++) {
      if (across[at] >= 0 && circle[across[at]] == circle[at]) {
        across[at] = -1;
      }
    }
  }

  private void find() {
    int size = next.length;
    int[] number = new int[size];
    int[] lowest = new int[size];
    int[] path = new int[size];
    int[] open = new int[size];
    byte[] tried = new byte[size];
    boolean[] isOpen = new boolean[size];
    Arrays.fill(number, -1);
    int numbers = 0;
    int opened = 0;
    int circles = 0;
    for (int root = 0; root < size; root++) {
      if (number[root] >= 0) {
        continue;
      }
      int depth = 0;
      path[depth++] = root;
      while (depth > 0) {
        int at = path[depth - 1];
        if (number[at] < 0) {
          number[at] = numbers++;
          lowest[at] = number[at];
          open[opened++] = at;
          isOpen[at] = true;
        }
        if (tried[at] < 2) {
          int to = tried[at]++ == 0 ? across[at] : next[at];
          if (to >= 0 && number[to] < 0) {
            path[depth++] = to;
          } else if (to >= 0 && isOpen[to]) {
            lowest[at] = Math.min(lowest[at], number[to]);
          }
          continue;
        }
        depth--;
        if (depth > 0) {
          lowest[path[depth - 1]] = Math.min(lowest[path[depth - 1]], lowest[at]);
        }
        if (lowest[at] == number[at]) {
          int member;
          do {
            member = open[--opened];
            isOpen[member] = false;
            circle[member] = circles;
          } while (member != at);
          circles++;
        }
      }
    }
  }
}
