package io.racetrace.order;

import java.util.List;
import java.util.stream.Collectors;

/**
 * How one access stands to another, and why.
 *
 * @param path what decides it, from the earlier one to the later one; at least one edge, and of a
 *     long path only both ends
 */
public record Relation(Ordering ordering, List<Edge> path) {

  static final Relation UNKNOWN = new Relation(Ordering.UNKNOWN, new Edge.Nothing());

  /** How many edges are shown at each end of a long path. */
  private static final int SHOWN = 3;

  /**
   * Copies the path.
   *
   * @throws IllegalArgumentException if there is no reason
   */
  public Relation {
    if (path.isEmpty()) {
      throw new IllegalArgumentException("an order has a reason");
    }
    path = List.copyOf(path);
  }

  /** A relation that one edge decides. */
  public Relation(Ordering ordering, Edge reason) {
    this(ordering, List.of(reason));
  }

  /** The first edge of the path. */
  public Edge reason() {
    return path.get(0);
  }

  /** The path, for a person. */
  public String because() {
    return path.stream().map(Edge::because).collect(Collectors.joining("; "));
  }

  /** Whether causality decides, so that no clock of two machines is needed. */
  public boolean isCausal() {
    return ordering != Ordering.UNKNOWN
        && path.stream().noneMatch(edge -> edge instanceof Edge.Clocks);
  }

  /** How many edges of a path of this length to show at its beginning, and at its end. */
  static int shown(int edges) {
    return edges <= 2 * SHOWN ? edges : SHOWN;
  }
}
