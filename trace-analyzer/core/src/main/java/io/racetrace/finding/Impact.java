package io.racetrace.finding;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a finding did to the data. Impacts of two occurrences add up.
 *
 * @param records how many records
 * @param lostUpdates how many changes are gone
 * @param lostAmount what the lost changes add up to, by column, where values were recorded
 * @param unmeasured how many of the lost changes have no recorded amount
 */
public record Impact(
    long records, long lostUpdates, SortedMap<String, BigDecimal> lostAmount, long unmeasured) {

  /** Copies the map. */
  public Impact {
    lostAmount = Collections.unmodifiableSortedMap(new TreeMap<>(lostAmount));
  }

  /** An impact on one record, without lost changes. */
  public static Impact ofRecord() {
    return new Impact(1, 0, new TreeMap<>(), 0);
  }

  public Impact plus(Impact other) {
    SortedMap<String, BigDecimal> sum = new TreeMap<>(lostAmount);
    for (Map.Entry<String, BigDecimal> entry : other.lostAmount.entrySet()) {
      sum.merge(entry.getKey(), entry.getValue(), BigDecimal::add);
    }
    return new Impact(
        records + other.records,
        lostUpdates + other.lostUpdates,
        sum,
        unmeasured + other.unmeasured);
  }
}
