package io.racetrace.history;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/**
 * How much an input can prove. Coverages of two inputs add up.
 *
 * @param accesses reads and writes of records whose key is known
 * @param writes changes of records, known or not; inserts of rows whose key the store makes up
 *     aside, for nothing can collide with those
 * @param writesWithKey those whose record is known
 * @param writesWithUnit those whose unit of work is known too
 * @param orphanSpans spans whose parent is missing
 * @param truncated whether evidence is known to be missing
 * @param rows the same for each service and record type, in canonical order
 * @param gaps what is missing where, in canonical order
 * @param services what the spans of each service are like, by name
 */
public record Coverage(
    long spans,
    long traces,
    long accesses,
    long writes,
    long writesWithKey,
    long writesWithUnit,
    long orphanSpans,
    boolean truncated,
    List<CoverageRow> rows,
    List<CoverageGap> gaps,
    List<ServiceCoverage> services) {

  public static final Coverage NONE =
      new Coverage(0, 0, 0, 0, 0, 0, 0, false, List.of(), List.of(), List.of());

  /** Copies the lists. */
  public Coverage {
    rows = List.copyOf(rows);
    gaps = List.copyOf(gaps);
    services = List.copyOf(services);
  }

  /** Below this share, silence says nothing. */
  private static final double ENOUGH = 0.95;

  /** What both inputs together can prove; of two parts of one trace each counts as a trace. */
  public Coverage plus(Coverage other) {
    return new Coverage(
        spans + other.spans,
        traces + other.traces,
        accesses + other.accesses,
        writes + other.writes,
        writesWithKey + other.writesWithKey,
        writesWithUnit + other.writesWithUnit,
        orphanSpans + other.orphanSpans,
        truncated || other.truncated,
        rows.isEmpty() ? other.rows : other.rows.isEmpty() ? rows : table(other).rows(),
        gaps.isEmpty() ? other.gaps : other.gaps.isEmpty() ? gaps : table(other).gaps(),
        services(other));
  }

  private CoverageTable table(Coverage other) {
    CoverageTable table = new CoverageTable();
    for (Coverage one : List.of(this, other)) {
      one.rows.forEach(table::add);
      one.gaps.forEach(gap -> table.gap(gap, gap.writes(), gap.reads()));
    }
    return table;
  }

  private List<ServiceCoverage> services(Coverage other) {
    if (services.isEmpty() || other.services.isEmpty()) {
      return services.isEmpty() ? other.services : services;
    }
    Map<String, ServiceCoverage> all = new TreeMap<>();
    for (Coverage one : List.of(this, other)) {
      one.services.forEach(told -> all.merge(told.service(), told, ServiceCoverage::plus));
    }
    return new ArrayList<>(all.values());
  }

  /** These totals with this table. */
  Coverage with(CoverageTable table, List<ServiceCoverage> told) {
    return new Coverage(
        spans,
        traces,
        accesses,
        writes,
        writesWithKey,
        writesWithUnit,
        orphanSpans,
        truncated,
        table.rows(),
        table.gaps(),
        told);
  }

  public Coverage withTruncation() {
    return new Coverage(
        spans,
        traces,
        accesses,
        writes,
        writesWithKey,
        writesWithUnit,
        orphanSpans,
        true,
        rows,
        gaps,
        services);
  }

  /** Writes whose record is known and of which it is known whether they took effect. */
  public long writesWithOutcome() {
    return sum(CoverageRow::writesWithOutcome);
  }

  /** Writes whose way to the trace's root is all there. */
  public long writesInWholeTraces() {
    return sum(CoverageRow::writesInWholeTraces);
  }

  /** Reads, whether their record is known or not. */
  public long reads() {
    return sum(CoverageRow::reads);
  }

  /** Reads whose record is known. */
  public long readsWithKey() {
    return sum(CoverageRow::readsWithKey);
  }

  /** Inserts of rows that nobody can tell; they are none of the writes. */
  public long insertsWithoutKey() {
    return sum(CoverageRow::insertsWithoutKey);
  }

  /** For a person, where there are no writes to judge: what there was instead. */
  public String withoutWrites() {
    return "no write was seen in "
        + spans
        + (spans == 1 ? " span" : " spans")
        + (insertsWithoutKey() == 0
            ? ""
            : " but " + insertsWithoutKey() + " that insert rows which nobody can tell");
  }

  private long sum(ToLongFunction<CoverageRow> count) {
    return rows.stream().mapToLong(count).sum();
  }

  /** Whether a part is so large a share of the whole that what is left may be passed over. */
  public static boolean isEnough(long part, long whole) {
    return part >= ENOUGH * whole;
  }

  /** Share of writes whose record is known, 0 to 1; 0 without writes. */
  public double keyShare() {
    return writes == 0 ? 0 : (double) writesWithKey / writes;
  }

  /** Share of spans whose way to the root is not cut off at this span, 0 to 1. */
  public double parentShare() {
    return spans == 0 ? 0 : 1 - (double) orphanSpans / spans;
  }

  /** Whether an empty list of findings may be called clean. */
  public boolean canProveAbsence() {
    return writes > 0
        && !truncated
        && keyShare() >= ENOUGH
        && parentShare() >= ENOUGH
        && services.stream().noneMatch(ServiceCoverage::isSampled)
        && unseenTypes().isEmpty();
  }

  /** Record types that stayed unseen, in canonical order: a large input must not cover them up. */
  public List<UnseenType> unseenTypes() {
    return UnseenType.of(this);
  }
}
