package io.racetrace.history;

import io.racetrace.access.gap.KeyGap;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * A record type of which too much stayed unseen to call silence clean, however well the rest of the
 * input is seen.
 *
 * @param accesses what stayed unseen: {@code writes}, {@code reads}, {@code lookups} whose answer a
 *     write may change, {@code writes by} one service that shows none of them, or {@code hidden
 *     writes} of a type that is not told apart from others
 * @param seen how many of those are not hidden by the way in which their spans were made
 * @param all of those
 */
public record UnseenType(String recordType, String accesses, long seen, long all) {

  /** What is counted of one type. */
  private static final class Counts {
    private long writes;
    private long writesWithKey;
    private long hiddenWrites;
    private long reads;
    private long hiddenReads;
    private long hiddenLookups;
    private long insertsWithoutKey;

    /** By service. */
    private final TreeMap<String, Counts> services = new TreeMap<>();

    private Counts service(String service) {
      return services.computeIfAbsent(service, unseen -> new Counts());
    }
  }

  /**
   * In canonical order. A type with a single write can't race in this input; what may have touched
   * any type counts for the input as a whole. Of a service beside others the first hidden write may
   * race, if it shows none at all: who meets it is seen, and it is not.
   */
  static List<UnseenType> of(Coverage coverage) {
    TreeMap<String, Counts> types = new TreeMap<>();
    for (CoverageRow row : coverage.rows()) {
      if (!row.isNameless()) {
        Counts counts = types.computeIfAbsent(row.recordType(), unseen -> new Counts());
        counts.writes += row.writes();
        counts.writesWithKey += row.writesWithKey();
        counts.reads += row.reads();
        counts.insertsWithoutKey += row.insertsWithoutKey();
        counts.service(row.service()).writes += row.writes();
      }
    }
    TreeMap<String, Long> notToldApart = new TreeMap<>();
    for (CoverageGap gap : coverage.gaps()) {
      Counts counts = types.get(gap.recordType());
      if (counts == null && gap.gap() instanceof KeyGap key && key.hides() && gap.isBeyondRows()) {
        notToldApart.merge(gap.recordType(), gap.writes(), Long::sum);
      } else if (counts != null && gap.gap() instanceof KeyGap key) {
        counts.hiddenWrites += key.hides() ? gap.writes() : 0;
        counts.hiddenLookups += key == KeyGap.HIDDEN_LOOKUP ? gap.reads() : 0;
        counts.hiddenReads += key.hidesValues() ? gap.reads() : 0;
        counts.service(gap.service()).hiddenWrites += key.hides() ? gap.writes() : 0;
      }
    }
    List<UnseenType> unseen = new ArrayList<>();
    types.forEach(
        (type, counts) -> {
          if (counts.writes + counts.insertsWithoutKey < 2) {
            return;
          }
          long seenWrites = counts.writes - counts.hiddenWrites;
          long seenReads = counts.reads - counts.hiddenReads;
          if (!Coverage.isEnough(seenWrites, counts.writes)) {
            unseen.add(new UnseenType(type, "writes", seenWrites, counts.writes));
          } else if (counts.writesWithKey > 0 && !Coverage.isEnough(seenReads, counts.reads)) {
            unseen.add(new UnseenType(type, "reads", seenReads, counts.reads));
          } else if (!Coverage.isEnough(counts.reads - counts.hiddenLookups, counts.reads)) {
            unseen.add(new UnseenType(type, "lookups", 0, counts.hiddenLookups));
          } else {
            counts.services.forEach(
                (service, its) -> {
                  if (its.writes > 0 && its.hiddenWrites == its.writes) {
                    unseen.add(new UnseenType(type, "writes by " + service, 0, its.writes));
                  }
                });
          }
        });
    notToldApart.forEach(
        (type, hidden) -> {
          // How many of the type were seen is not known any more; it may be none.
          if (hidden > 1) {
            unseen.add(new UnseenType(type, "hidden writes", 0, hidden));
          }
        });
    return unseen;
  }

  /** For a person, as the end of a sentence. */
  public String words() {
    return (seen == 0 ? "none" : "only " + seen)
        + " of "
        + all
        + " "
        + accesses
        + " of "
        + recordType
        + (seen == 1 ? " shows its record" : " show their record");
  }
}
