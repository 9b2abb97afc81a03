package io.racetrace.lab;

/**
 * What the database says after a run, against what the acknowledged operations add up to. The
 * analyzer has no part in it.
 *
 * @param operations how many operations were acknowledged
 * @param refused how many were refused, so that nobody expects their effect
 * @param expected the sum over all records that the acknowledged operations should have left
 * @param found the sum that is there
 * @param recordsOff how many records differ from what they should be
 * @param duplicates changes that bear the same number as another one of their record
 */
public record Truth(
    long operations, long refused, long expected, long found, long recordsOff, long duplicates) {

  /** What the acknowledged operations added and nobody finds. */
  public long missing() {
    return expected - found;
  }

  /** This truth and another one of other records, together. */
  public Truth plus(Truth other) {
    return new Truth(
        operations + other.operations,
        refused + other.refused,
        expected + other.expected,
        found + other.found,
        recordsOff + other.recordsOff,
        duplicates + other.duplicates);
  }
}
