package io.racetrace.lab;

import java.util.Collections;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the analyzer, from the spans alone, says of one form of an exhibit.
 *
 * @param lostByRecord what each record lost, in the exhibit's column
 * @param findings rule and certainty of each finding, such as {@code lost-update PROVEN}
 * @param allGuarded whether every change of the record type was made behind a guard
 */
record Explained(
    SortedMap<String, Long> lostByRecord, SortedSet<String> findings, boolean allGuarded) {

  Explained {
    lostByRecord = Collections.unmodifiableSortedMap(new TreeMap<>(lostByRecord));
    findings = Collections.unmodifiableSortedSet(new TreeSet<>(findings));
  }

  long total() {
    return lostByRecord.values().stream().mapToLong(Long::longValue).sum();
  }

  long of(String recordKey) {
    return lostByRecord.getOrDefault(recordKey, 0L);
  }
}
