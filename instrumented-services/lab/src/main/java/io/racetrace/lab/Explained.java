package io.racetrace.lab;

import io.racetrace.finding.Certainty;
import io.racetrace.lab.exhibit.Expected;
import java.util.Collections;
import java.util.Comparator;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the analyzer, from the spans alone, says of one form of an exhibit.
 *
 * @param lostByRecord what each record lost, in the exhibit's column
 * @param findings rule and certainty of each finding
 * @param allGuarded whether every change of the record type was made behind a guard
 */
record Explained(
    SortedMap<String, Long> lostByRecord, SortedSet<Found> findings, boolean allGuarded) {

  /** A finding, in short. */
  record Found(String rule, Certainty certainty) implements Comparable<Found> {

    boolean meets(Expected expected) {
      return expected.isMetBy(rule, certainty);
    }

    @Override
    public int compareTo(Found other) {
      return Comparator.comparing(Found::rule).thenComparing(Found::certainty).compare(this, other);
    }

    @Override
    public String toString() {
      return rule + " " + certainty;
    }
  }

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
