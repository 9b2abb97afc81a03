package io.racetrace.lab.exhibit;

import io.racetrace.lab.stage.LabException;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What was acknowledged, by record. Safe for many threads. */
final class Tally {
  private final Map<String, Long> expected = new TreeMap<>();
  private long operations;
  private long refused;

  /** A record starts with this value. */
  synchronized void start(String recordKey, long value) {
    expected.put(recordKey, value);
  }

  /** An operation was acknowledged, which adds this much to its record. */
  synchronized void acknowledged(String recordKey, long amount) {
    expected.merge(recordKey, amount, Long::sum);
    operations++;
  }

  synchronized void refused() {
    refused++;
  }

  /** How many operations were refused. */
  synchronized long refusals() {
    return refused;
  }

  /**
   * @param found what the database holds, by record
   * @throws LabException when the database lacks a record
   */
  synchronized Truth truth(Map<String, Long> found, long duplicates) {
    long expectedSum = 0;
    long foundSum = 0;
    SortedMap<String, Long> missing = new TreeMap<>();
    for (Map.Entry<String, Long> record : expected.entrySet()) {
      Long value = found.get(record.getKey());
      if (value == null) {
        throw new LabException("record " + record.getKey() + " is not in the database");
      }
      expectedSum += record.getValue();
      foundSum += value;
      if (!value.equals(record.getValue())) {
        missing.put(record.getKey(), record.getValue() - value);
      }
    }
    return new Truth(operations, refused, expectedSum, foundSum, missing, duplicates);
  }

  /** The truth where all that counts is one sum, which is kept under a name of its own. */
  synchronized Truth truthOfAll(String name, long found) {
    return truth(Map.of(name, found), 0);
  }
}
