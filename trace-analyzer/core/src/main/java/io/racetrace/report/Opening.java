package io.racetrace.report;

import io.racetrace.access.gap.Gap;
import io.racetrace.access.gap.Remedy;
import io.racetrace.history.Coverage;
import io.racetrace.history.CoverageGap;
import io.racetrace.history.CoverageRow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What one setting of one service opens up.
 *
 * @param emitter who writes the spans, as a person calls it; empty where the input does not tell
 * @param writes how many writes, at least 0
 * @param reads how many reads, at least 0
 * @param statements those with most writes first, without values
 * @param furtherStatements how many kinds of statements are not told
 */
record Opening(
    String service,
    Gap gap,
    Remedy remedy,
    String emitter,
    long writes,
    long reads,
    List<String> recordTypes,
    List<String> statements,
    long furtherStatements) {

  private static final int MAX_TOLD = 20;

  /** What opens most comes first. */
  private static final Comparator<Opening> MOST_FIRST =
      Comparator.comparingLong(Opening::writes)
          .thenComparingLong(Opening::reads)
          .reversed()
          .thenComparing(Opening::service)
          .thenComparing(opening -> opening.gap.id())
          .thenComparing(Opening::remedy)
          .thenComparing(Opening::emitter);

  private record Key(String service, Gap gap, Remedy remedy, String emitter)
      implements Comparable<Key> {

    private static final Comparator<Key> ORDER =
        Comparator.comparing(Key::service)
            .thenComparing(key -> key.gap.id())
            .thenComparing(Key::remedy)
            .thenComparing(Key::emitter);

    @Override
    public int compareTo(Key other) {
      return ORDER.compare(this, other);
    }
  }

  /** All that would open something up, the most valuable first. */
  static List<Opening> of(Coverage coverage) {
    Map<Key, List<CoverageGap>> gaps = new TreeMap<>();
    for (CoverageGap gap : coverage.gaps()) {
      gaps.computeIfAbsent(
              new Key(gap.service(), gap.gap(), gap.remedy(), gap.emitter().words()),
              key -> new ArrayList<>())
          .add(gap);
    }
    List<Opening> openings = new ArrayList<>();
    gaps.forEach((key, same) -> openings.add(of(key, same)));
    openings.sort(MOST_FIRST);
    return openings;
  }

  private static Opening of(Key key, List<CoverageGap> gaps) {
    SortedSet<String> types = new TreeSet<>();
    List<CoverageGap> byWrites = new ArrayList<>(gaps);
    byWrites.sort(Comparator.comparingLong(CoverageGap::writes).reversed());
    Set<String> statements = new LinkedHashSet<>();
    boolean further = false;
    for (CoverageGap gap : byWrites) {
      further |= gap.recordType().equals(CoverageRow.FURTHER);
      types.add(gap.recordType());
      if (!gap.statement().isEmpty()) {
        statements.add(gap.statement());
      }
    }
    return new Opening(
        key.service,
        key.gap,
        key.remedy,
        key.emitter,
        gaps.stream().mapToLong(CoverageGap::writes).sum(),
        gaps.stream().mapToLong(CoverageGap::reads).sum(),
        types.stream().limit(MAX_TOLD).toList(),
        statements.stream().limit(MAX_TOLD).toList(),
        Math.max(0, statements.size() - MAX_TOLD) + (further ? 1 : 0));
  }
}
