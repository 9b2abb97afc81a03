package io.racetrace.order;

/** How one access stands to another. */
public enum Ordering {
  BEFORE,
  AFTER,
  /** Neither waited for the other: they ran at the same time. */
  CONCURRENT,
  /** The evidence does not tell. */
  UNKNOWN;

  /** The same relation, seen from the other side. */
  public Ordering reversed() {
    return switch (this) {
      case BEFORE -> AFTER;
      case AFTER -> BEFORE;
      case CONCURRENT, UNKNOWN -> this;
    };
  }
}
