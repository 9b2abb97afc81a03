package io.racetrace.lab.exhibit;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the database says after a run, against what the acknowledged operations add up to. The
 * analyzer has no part in it.
 *
 * @param operations how many operations were acknowledged
 * @param refused how many were refused, so that nobody expects their effect
 * @param expected the sum over all records that the acknowledged operations should have left
 * @param found the sum that is there
 * @param missingByRecord what each record lacks; records that are as they should be are not in it
 * @param duplicates changes that bear the same number as another one of their record
 * @param checks what else had to be seen
 */
public record Truth(
    long operations,
    long refused,
    long expected,
    long found,
    SortedMap<String, Long> missingByRecord,
    long duplicates,
    List<Check> checks) {

  /** Copies the map and the list. */
  public Truth {
    checks = List.copyOf(checks);
    missingByRecord = Collections.unmodifiableSortedMap(new TreeMap<>(missingByRecord));
  }

  /** Where nothing else had to be seen. */
  public Truth(
      long operations,
      long refused,
      long expected,
      long found,
      SortedMap<String, Long> missingByRecord,
      long duplicates) {
    this(operations, refused, expected, found, missingByRecord, duplicates, List.of());
  }

  /** This truth, for which this had to be seen too. */
  public Truth and(String what, boolean holds) {
    List<Check> more = new ArrayList<>(checks);
    more.add(new Check(what, holds));
    return new Truth(operations, refused, expected, found, missingByRecord, duplicates, more);
  }

  /** What the acknowledged operations added and nobody finds. */
  public long missing() {
    return expected - found;
  }

  /** How many records differ from what they should be. */
  public long recordsOff() {
    return missingByRecord.size();
  }

  /** This truth and another one of other records, together. */
  public Truth plus(Truth other) {
    SortedMap<String, Long> missing = new TreeMap<>(missingByRecord);
    List<Check> all = new ArrayList<>(checks);
    all.addAll(other.checks);
    other.missingByRecord.forEach((record, amount) -> missing.merge(record, amount, Long::sum));
    return new Truth(
        operations + other.operations,
        refused + other.refused,
        expected + other.expected,
        found + other.found,
        missing,
        duplicates + other.duplicates,
        all);
  }
}
