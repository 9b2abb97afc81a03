package io.racetrace.history;

import io.racetrace.access.Access;
import io.racetrace.access.Guard;
import io.racetrace.access.Operation;
import io.racetrace.access.Read;
import io.racetrace.access.RecordKey;
import io.racetrace.access.RecordType;
import io.racetrace.access.Write;
import io.racetrace.trace.Interval;
import io.racetrace.trace.ServiceInstance;
import io.racetrace.trace.SpanId;
import io.racetrace.trace.TraceId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * By which paths records are changed, how often, how long each takes, and how often two of them
 * come to the same record. The memory is bounded by the number of paths; the order in which traces
 * and histories come changes nothing.
 */
public final class ChangePaths {

  /** How many later changes of its record each change is compared with. */
  private static final int NEIGHBOURS = 4;

  /** How many changes of one record are compared. */
  private static final int MOST_CHANGES = 1_000;

  private final Map<ChangePath, Tally> tallies = new HashMap<>();
  private final Map<Pair, Meetings> meetings = new HashMap<>();
  private long first = Long.MAX_VALUE;
  private long last = Long.MIN_VALUE;

  /** Two paths, the lesser first. */
  private record Pair(ChangePath first, ChangePath second) {
    static Pair of(ChangePath one, ChangePath other) {
      return one.compareTo(other) <= 0 ? new Pair(one, other) : new Pair(other, one);
    }
  }

  /**
   * Changes of one record by two executions, of which some came after the other by causality.
   *
   * @param tied also those by one execution
   */
  private record Meetings(long seen, long ordered, long tied) {
    Meetings plus(Meetings other) {
      return new Meetings(seen + other.seen, ordered + other.ordered, tied + other.tied);
    }
  }

  /** One path's changes. */
  public static final class Tally {
    private long count;
    private long windows;
    private Interval seen;
    private Example example;
    private final KeyCounts keys = new KeyCounts();

    Tally(Example example) {
      this.example = example;
      seen = example.write.effect();
    }

    private void add(Example change) {
      count++;
      windows += change.windowNanos();
      keys.add(change.write.record());
      learn(change.write.effect(), change);
    }

    private void add(Tally other) {
      count += other.count;
      windows += other.windows;
      keys.add(other.keys);
      learn(other.seen, other.example);
    }

    private void learn(Interval when, Example change) {
      seen = new Interval(Math.min(seen.start(), when.start()), Math.max(seen.end(), when.end()));
      if (Access.CANONICAL.compare(change.write, example.write) < 0) {
        example = change;
      }
    }

    public long count() {
      return count;
    }

    /** From the beginning of the read to the end of the effect, in nanoseconds, on average. */
    public double meanWindowNanos() {
      return (double) windows / count;
    }

    /** Nanoseconds since 1970 of the first and the last change. */
    public Interval seen() {
      return seen;
    }

    /** The first change, as far as times tell. */
    public Example example() {
      return example;
    }
  }

  /**
   * One change.
   *
   * @param read null where nothing of the record was read
   */
  public record Example(@Nullable Read read, Write write) {
    private Access start() {
      return read == null ? write : read;
    }

    long windowNanos() {
      return read == null
          ? write.effect().end() - write.interval().start()
          : Math.max(0, write.effect().end() - read.interval().start());
    }
  }

  private record Execution(
      TraceId trace, SpanId entry, ServiceInstance instance, RecordKey record) {}

  /** Counts the changes that the accesses of one trace make. */
  void add(List<Access> trace) {
    boolean writes = false;
    for (Access access : trace) {
      first = Math.min(first, access.interval().start());
      last = Math.max(last, access.effect().end());
      writes |= access instanceof Write;
    }
    if (!writes) {
      return;
    }
    Map<Execution, Map<ChangePath, Example>> changes = new HashMap<>();
    forEachChange(
        trace,
        (execution, change) ->
            changes
                .computeIfAbsent(execution, key -> new TreeMap<>())
                .putIfAbsent(ChangePath.of(change.read, change.write), change));
    for (Map<ChangePath, Example> ofOne : changes.values()) {
      List<ChangePath> paths = new ArrayList<>(ofOne.keySet());
      ofOne.forEach(
          (path, change) -> tallies.computeIfAbsent(path, p -> new Tally(change)).add(change));
      for (int i = 0; i < paths.size(); i++) {
        for (int j = i + 1; j < paths.size(); j++) {
          meet(paths.get(i), paths.get(j), new Meetings(0, 0, 1));
        }
      }
    }
  }

  /**
   * Learns which paths come to a record one because of the other.
   *
   * @param precedes whether, by causality, the one had taken effect before the other
   */
  void add(History history, BiPredicate<Access, Access> precedes) {
    List<Map.Entry<Execution, Example>> changes = new ArrayList<>();
    forEachChange(
        history.accesses(), (execution, change) -> changes.add(Map.entry(execution, change)));
    int size = Math.min(changes.size(), MOST_CHANGES);
    for (int i = 0; i < size; i++) {
      Example one = changes.get(i).getValue();
      for (int j = i + 1; j < Math.min(size, i + 1 + NEIGHBOURS); j++) {
        Example other = changes.get(j).getValue();
        if (!one.write.site().sameExecution(other.write.site())) {
          boolean ordered =
              precedes.test(one.write, other.start()) || precedes.test(other.write, one.start());
          long tie = ordered ? 1 : 0;
          meet(path(changes.get(i)), path(changes.get(j)), new Meetings(1, tie, tie));
        }
      }
    }
  }

  private static ChangePath path(Map.Entry<Execution, Example> change) {
    return ChangePath.of(change.getValue().read, change.getValue().write);
  }

  void add(ChangePaths other) {
    other.tallies.forEach(
        (path, tally) -> tallies.computeIfAbsent(path, p -> new Tally(tally.example)).add(tally));
    other.meetings.forEach(this::meet);
    first = Math.min(first, other.first);
    last = Math.max(last, other.last);
  }

  private void meet(ChangePath one, ChangePath other, Meetings met) {
    meet(Pair.of(one, other), met);
  }

  private void meet(Pair pair, Meetings met) {
    meetings.merge(pair, met, Meetings::plus);
  }

  private interface ChangeConsumer {
    void change(Execution execution, Example change);
  }

  /**
   * Each write that may have taken effect, with the last read of its record by its execution. What
   * an execution does to a row that it made itself concerns nobody else; of a predicate, it is the
   * insert that counts.
   */
  private static void forEachChange(List<Access> accesses, ChangeConsumer consumer) {
    List<Access> byTime = new ArrayList<>(accesses);
    byTime.sort(
        Comparator.comparing(Access::interval)
            .thenComparing(access -> access instanceof Write)
            .thenComparing(Access.CANONICAL));
    Map<Execution, Access> before = new HashMap<>();
    for (Access access : byTime) {
      Execution execution =
          new Execution(
              access.site().traceId(),
              access.site().entryPoint().spanId(),
              access.site().instance(),
              access.record());
      if (access instanceof Read read) {
        if (!isOwnRow(before.get(execution))) {
          before.put(execution, read);
        }
      } else if (access instanceof Write write && write.outcome().mayHaveTakenEffect()) {
        Access earlier = before.get(execution);
        if (isOwnRow(earlier)) {
          continue;
        }
        Read read = earlier instanceof Read found && endsBefore(found, write) ? found : null;
        if (isChange(read, write)) {
          consumer.change(execution, new Example(read, write));
        }
        if (write.operation() == Operation.INSERT) {
          before.put(execution, write);
        } else {
          before.remove(execution);
        }
      }
    }
  }

  private static boolean isOwnRow(@Nullable Access earlier) {
    return earlier instanceof Write;
  }

  private static boolean endsBefore(Read read, Write write) {
    return read.interval().end() <= write.interval().start();
  }

  private static boolean isChange(@Nullable Read read, Write write) {
    return switch (write.record().kind()) {
      case RECORD -> write.operation() == Operation.UPDATE;
      case PREDICATE ->
          read != null
              && write.operation() == Operation.INSERT
              && !write.guards().contains(Guard.UNIQUE_CONSTRAINT);
      case CAUSE -> false;
    };
  }

  /** The paths by which records of each type are changed, in canonical order. */
  public SortedMap<RecordType, SortedMap<ChangePath, Tally>> byType() {
    SortedMap<RecordType, SortedMap<ChangePath, Tally>> byType = new TreeMap<>();
    tallies.forEach(
        (path, tally) ->
            byType.computeIfAbsent(path.type(), type -> new TreeMap<>()).put(path, tally));
    return byType;
  }

  /** Whether each time that both changed one record, one came because of the other. */
  public boolean areAlwaysOrdered(ChangePath one, ChangePath other) {
    Meetings met = meetings.get(Pair.of(one, other));
    return met != null && met.seen > 0 && met.ordered == met.seen;
  }

  /**
   * How many pairs of changes, one by each path, had the same key; of a path and itself, ordered
   * pairs of two changes. Those of which one came because of the other are left out.
   */
  public double sameKeyPairs(ChangePath one, ChangePath other) {
    Meetings met = meetings.get(Pair.of(one, other));
    long tied = met == null ? 0 : met.tied;
    Tally first = tallies.get(one);
    Tally second = tallies.get(other);
    if (first == null || second == null) {
      return 0;
    }
    double pairs =
        one.equals(other) ? first.keys.pairs() - 2.0 * tied : first.keys.pairs(second.keys) - tied;
    return Math.max(0, pairs);
  }

  /** From the first access of the input to the last, in nanoseconds. */
  public long observedNanos() {
    return Math.max(0, last - first);
  }
}
