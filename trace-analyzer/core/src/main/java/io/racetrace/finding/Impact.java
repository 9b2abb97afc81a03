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
 * @param costs what it cost where nothing was lost, by name, such as calls that one call would have
 *     made unnecessary
 */
public record Impact(
    long records,
    long lostUpdates,
    SortedMap<String, BigDecimal> lostAmount,
    long unmeasured,
    SortedMap<String, Long> costs) {

  /** Copies the maps. */
  public Impact {
    lostAmount = Collections.unmodifiableSortedMap(new TreeMap<>(lostAmount));
    costs = Collections.unmodifiableSortedMap(new TreeMap<>(costs));
  }

  /** An impact that is told in changes. */
  public Impact(
      long records, long lostUpdates, SortedMap<String, BigDecimal> lostAmount, long unmeasured) {
    this(records, lostUpdates, lostAmount, unmeasured, new TreeMap<>());
  }

  /** An impact on one record that is told in what it cost. */
  public static Impact ofCosts(SortedMap<String, Long> costs) {
    return new Impact(1, 0, new TreeMap<>(), 0, costs);
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
    SortedMap<String, Long> cost = new TreeMap<>(costs);
    other.costs.forEach((name, each) -> cost.merge(name, each, Long::sum));
    return new Impact(
        records + other.records,
        lostUpdates + other.lostUpdates,
        sum,
        unmeasured + other.unmeasured,
        cost);
  }
}
