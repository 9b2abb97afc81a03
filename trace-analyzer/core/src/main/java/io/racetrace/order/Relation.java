package io.racetrace.order;

/**
 * How one access stands to another, and why.
 *
 * @param reason what decides it
 */
public record Relation(Ordering ordering, Edge reason) {

  static final Relation UNKNOWN = new Relation(Ordering.UNKNOWN, new Edge.Nothing());

  /** Whether causality decides, so that no clock of two machines is needed. */
  public boolean isCausal() {
    return ordering != Ordering.UNKNOWN && !(reason instanceof Edge.Clocks);
  }
}
