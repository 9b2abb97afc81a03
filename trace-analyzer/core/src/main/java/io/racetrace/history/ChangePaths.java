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
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

  /** So far, for each ordered pair, can sketched counts be off. */
  private static final double SKETCHED = 0.1;

  private final Map<ChangePath, Tally> tallies = new HashMap<>();
  private final Map<Pair, Ties> ties = new HashMap<>();
  private long first = Long.MAX_VALUE;
  private long last = Long.MIN_VALUE;

  /** Two paths, the lesser first. */
  private record Pair(ChangePath first, ChangePath second) {
    static Pair of(ChangePath one, ChangePath other) {
      return one.compareTo(other) <= 0 ? new Pair(one, other) : new Pair(other, one);
    }
  }

  /**
   * Pairs of changes of one record that can't collide.
   *
   * @param own by one execution
   * @param ordered by two, of which one came because of the other
   */
  private record Ties(long own, long ordered) {
    static final Ties NONE = new Ties(0, 0);

    Ties plus(Ties other) {
      return new Ties(own + other.own, ordered + other.ordered);
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

    /** From the read to the effect, in nanoseconds, on average. */
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
    ChangePath path() {
      return ChangePath.of(read, write);
    }

    private Access start() {
      return read == null ? write : read;
    }

    /** A read saw, and a write took effect, somewhere in its interval: half-way, on average. */
    long windowNanos() {
      return read == null ? 0 : Math.max(0, middle(write.effect()) - middle(read.interval()));
    }

    private static long middle(Interval interval) {
      return interval.start() + interval.nanos() / 2;
    }
  }

  private record Execution(
      TraceId trace, SpanId entry, ServiceInstance instance, RecordKey record) {

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Execution execution
          && entry.equals(execution.entry)
          && trace.equals(execution.trace)
          && instance.equals(execution.instance)
          && record.equals(execution.record);
    }

    @Override
    public int hashCode() {
      return entry.hashCode() * 31 + record.hashCode();
    }
  }

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
                .computeIfAbsent(execution, key -> new HashMap<>())
                .putIfAbsent(change.path(), change));
    for (Map<ChangePath, Example> ofOne : changes.values()) {
      List<ChangePath> paths = new ArrayList<>(ofOne.keySet());
      ofOne.forEach(this::count);
      for (int i = 0; i < paths.size(); i++) {
        for (int j = i + 1; j < paths.size(); j++) {
          meet(Pair.of(paths.get(i), paths.get(j)), new Ties(1, 0));
        }
      }
    }
  }

  private void count(ChangePath path, Example change) {
    Tally tally = tallies.get(path);
    if (tally == null) {
      tally = new Tally(change);
      tallies.put(path, tally);
    }
    tally.add(change);
  }

  /**
   * Learns which paths come to a record one because of the other.
   *
   * @param precedes whether, by causality, the one had taken effect before the other
   */
  void add(History history, BiPredicate<Access, Access> precedes) {
    if (!mayBeOrdered(history)) {
      return;
    }
    List<Example> changes = new ArrayList<>();
    forEachChange(history.accesses(), (execution, change) -> changes.add(change));
    int size = Math.min(changes.size(), MOST_CHANGES);
    for (int i = 0; i < size; i++) {
      Example one = changes.get(i);
      for (int j = i + 1; j < Math.min(size, i + 1 + NEIGHBOURS); j++) {
        Example other = changes.get(j);
        if (!one.write.site().sameExecution(other.write.site())
            && (precedes.test(one.write, other.start())
                || precedes.test(other.write, one.start()))) {
          meet(Pair.of(one.path(), other.path()), new Ties(0, 1));
        }
      }
    }
  }

  /** Causality orders what is in one trace, and what is linked. */
  private static boolean mayBeOrdered(History history) {
    Set<TraceId> traces = new HashSet<>();
    for (Access access : history.accesses()) {
      if (access instanceof Write write
          && (!traces.add(write.site().traceId()) || write.site().context().linked())) {
        return true;
      }
    }
    return false;
  }

  void add(ChangePaths other) {
    other.tallies.forEach(
        (path, tally) -> tallies.computeIfAbsent(path, p -> new Tally(tally.example)).add(tally));
    other.ties.forEach(this::meet);
    first = Math.min(first, other.first);
    last = Math.max(last, other.last);
  }

  private void meet(Pair pair, Ties met) {
    ties.merge(pair, met, Ties::plus);
  }

  private interface ChangeConsumer {
    void change(Execution execution, Example change);
  }

  /**
   * Each write that may have taken effect, with the last read of its record by its execution. What
   * an execution does to a row that it made itself concerns nobody else. Of a predicate, it is the
   * look and what changes its answer that count.
   */
  private static void forEachChange(List<Access> accesses, ChangeConsumer consumer) {
    List<Access> byTime = new ArrayList<>(accesses);
    byTime.sort(ChangePaths::compare);
    Map<Execution, Access> before = new HashMap<>();
    Map<Execution, String> undone = new HashMap<>();
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
        boolean isMadeAnew = write.site().statement().equals(undone.get(execution));
        Read read =
            !isMadeAnew && earlier instanceof Read found && endsBefore(found, write) ? found : null;
        if (isChange(read, write)) {
          consumer.change(execution, new Example(read, write));
        }
        if (write.operation() == Operation.INSERT) {
          before.put(execution, write);
        } else {
          before.remove(execution);
        }
      } else if (access instanceof Write failed
          && failed.record().kind() == RecordKey.Kind.PREDICATE
          && !before.containsKey(execution)) {
        // What acts before it looks, and is undone, acts before it looks when it is made anew.
        undone.putIfAbsent(execution, failed.site().statement());
      }
    }
  }

  private static int compare(Access one, Access other) {
    int byTime = one.interval().compareTo(other.interval());
    if (byTime != 0) {
      return byTime;
    }
    int readsFirst = Boolean.compare(one instanceof Write, other instanceof Write);
    return readsFirst != 0 ? readsFirst : Access.CANONICAL.compare(one, other);
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
              && (write.operation() == Operation.INSERT
                  || write.operation() == Operation.UPDATE && write.columns().isRelative())
              && !write.guards().contains(Guard.UNIQUE_CONSTRAINT)
              && !write.guards().contains(Guard.VERSION_PREDICATE);
      case CAUSE, LOCK, COPY -> false;
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
    long ordered = ties.getOrDefault(Pair.of(one, other), Ties.NONE).ordered;
    Tally first = tallies.get(one);
    Tally second = tallies.get(other);
    boolean exact =
        first != null && second != null && first.keys.isExact() && second.keys.isExact();
    return ordered > 0 && sameKeyPairs(one, other) <= (exact ? 0 : ordered * SKETCHED);
  }

  /**
   * How many pairs of changes, one by each path, had the same key; of a path and itself, ordered
   * pairs of two changes. Those that can't collide are left out.
   */
  public double sameKeyPairs(ChangePath one, ChangePath other) {
    Ties met = ties.getOrDefault(Pair.of(one, other), Ties.NONE);
    long tied = met.own + met.ordered;
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
