package io.racetrace.access;

/** What became of a write. */
public enum Outcome {
  /** It took effect. */
  COMMITTED,
  /** A guard of the store refused it; the race was prevented. */
  REJECTED,
  /** A guard of the store refused it, and its caller reported success all the same. */
  UNNOTICED,
  /** It had no effect: rolled back, failed, or no such row. */
  FAILED,
  /** Nothing in the input tells whether it took effect. */
  INDETERMINATE;

  /** Whether the write may be what the record holds now. */
  public boolean mayHaveTakenEffect() {
    return this == COMMITTED || this == INDETERMINATE;
  }
}
