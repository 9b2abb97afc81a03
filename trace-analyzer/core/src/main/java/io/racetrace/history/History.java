package io.racetrace.history;

import io.racetrace.access.Access;
import io.racetrace.access.Read;
import io.racetrace.access.RecordKey;
import io.racetrace.access.Write;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** All that is known to have happened to one record, in canonical order. */
public final class History {

  /** Further versions between a write's base and its result are not looked for one by one. */
  private static final long MOST_BETWEEN = 10_000;

  private final RecordKey record;
  private final List<Access> accesses;

  /** Every rule asks for them, some of them at the same time. */
  private @Nullable List<ReadModifyWrite> changes;

  /**
   * @throws IllegalArgumentException if an access is of another record
   */
  public History(RecordKey record, List<Access> accesses) {
    List<Access> sorted = new ArrayList<>(accesses);
    sorted.sort(Access.CANONICAL);
    this.record = record;
    this.accesses = Collections.unmodifiableList(sorted);
    for (Access access : sorted) {
      if (!access.record().equals(record)) {
        throw new IllegalArgumentException(access.record() + " is not " + record);
      }
    }
  }

  public RecordKey record() {
    return record;
  }

  /** Sorted by {@link Access#CANONICAL}: equal sets give equal histories. */
  public List<Access> accesses() {
    return accesses;
  }

  /** Every write that may have taken effect on a row that existed, in order. */
  public synchronized List<ReadModifyWrite> changes() {
    if (changes == null) {
      changes = ReadModifyWrite.of(this);
    }
    return changes;
  }

  /** The same, with each access as this makes it. */
  public History map(UnaryOperator<Access> each) {
    return new History(record, accesses.stream().map(each).toList());
  }

  /** The writes that took effect, or may have. */
  public List<Write> effectiveWrites() {
    List<Write> writes = new ArrayList<>();
    for (Access access : accesses) {
      if (access instanceof Write write && write.outcome().mayHaveTakenEffect()) {
        writes.add(write);
      }
    }
    return writes;
  }

  /**
   * How many writes the store must have seen that the input does not have: versions that lie
   * between the base and the result of a write, and that no write of the history left.
   */
  public long unseenWrites() {
    Set<Long> made = new HashSet<>();
    Set<Long> unseen = new TreeSet<>();
    for (Write write : effectiveWrites()) {
      write.left().version().number().ifPresent(made::add);
    }
    for (Write write : effectiveWrites()) {
      long between = Math.min(write.versionsBetween(), MOST_BETWEEN);
      for (long i = 1; i <= between; i++) {
        unseen.add(write.base().version().number().orElseThrow() + i);
      }
    }
    unseen.removeAll(made);
    return unseen.size();
  }

  public List<Read> reads() {
    List<Read> reads = new ArrayList<>();
    for (Access access : accesses) {
      if (access instanceof Read read) {
        reads.add(read);
      }
    }
    return reads;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof History history
        && record.equals(history.record)
        && accesses.equals(history.accesses);
  }

  @Override
  public int hashCode() {
    return record.hashCode() * 31 + accesses.hashCode();
  }

  @Override
  public String toString() {
    return record + " " + accesses;
  }
}
