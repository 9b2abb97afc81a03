package io.racetrace.history;

import io.racetrace.access.gap.Emitter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Rows and gaps as they are counted; so many of each service as a person could ever look at. */
final class CoverageTable {

  /** How many record types of a service are told apart. */
  static final int MAX_TYPES = 500;

  /** How many gaps of a service are told apart. */
  static final int MAX_GAPS = 500;

  private final Map<String, FirstCounts<String>> rows = new HashMap<>();
  private final Map<String, FirstCounts<GapKey>> gaps = new HashMap<>();
  private final Map<TypeOf, String> keyColumns = new HashMap<>();

  /** A record type of a service. */
  private record TypeOf(String service, String type) {}

  /** A gap without its counts. */
  private record GapKey(CoverageGap gap) implements Comparable<GapKey> {

    GapKey together() {
      return new GapKey(
          new CoverageGap(
              gap.service(), CoverageRow.FURTHER, "", gap.gap(), Emitter.UNKNOWN, 0, 0));
    }

    @Override
    public int compareTo(GapKey other) {
      return CoverageGap.CANONICAL.compare(gap, other.gap);
    }
  }

  /**
   * @param counts as in {@link CoverageRow}, from the writes on
   */
  void row(String service, String type, long... counts) {
    FirstCounts<String> counted = rows.get(service);
    if (counted == null) {
      counted = new FirstCounts<>(MAX_TYPES, other -> CoverageRow.FURTHER);
      rows.put(service, counted);
    }
    counted.add(type, counts);
  }

  void gap(CoverageGap gap, long writes, long reads) {
    gaps.computeIfAbsent(gap.service(), unseen -> new FirstCounts<>(MAX_GAPS, GapKey::together))
        .add(
            new GapKey(
                new CoverageGap(
                    gap.service(),
                    gap.recordType(),
                    gap.statement(),
                    gap.gap(),
                    gap.emitter(),
                    0,
                    0)),
            writes,
            reads);
  }

  /** Of two texts for one type, which two stores of one name can have, one is told. */
  void keyColumns(String service, String type, @Nullable String told) {
    if (told != null) {
      TypeOf of = new TypeOf(service, type);
      String known = keyColumns.get(of);
      if (known == null || told.compareTo(known) < 0) {
        keyColumns.put(of, told);
      }
    }
  }

  void add(CoverageRow row) {
    row(
        row.service(),
        row.recordType(),
        row.writes(),
        row.writesWithKey(),
        row.writesWithUnit(),
        row.writesWithOutcome(),
        row.writesInWholeTraces(),
        row.reads(),
        row.readsWithKey(),
        row.insertsWithoutKey());
    keyColumns(row.service(), row.recordType(), row.keyColumns());
  }

  List<CoverageRow> rows() {
    List<CoverageRow> all = new ArrayList<>();
    rows.forEach(
        (service, counted) ->
            counted.forEach(
                (type, n) ->
                    all.add(
                        new CoverageRow(
                            service,
                            type,
                            keyColumns.get(new TypeOf(service, type)),
                            n[0],
                            n[1],
                            n[2],
                            n[3],
                            n[4],
                            n[5],
                            n[6],
                            n[7]))));
    all.sort(CoverageRow.CANONICAL);
    return all;
  }

  List<CoverageGap> gaps() {
    List<CoverageGap> all = new ArrayList<>();
    gaps.forEach(
        (service, counted) ->
            counted.forEach(
                (key, n) ->
                    all.add(
                        new CoverageGap(
                            service,
                            key.gap.recordType(),
                            key.gap.statement(),
                            key.gap.gap(),
                            key.gap.emitter(),
                            n[0],
                            n[1]))));
    all.sort(CoverageGap.CANONICAL);
    return all;
  }
}
