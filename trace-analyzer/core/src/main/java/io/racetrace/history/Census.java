package io.racetrace.history;

import io.racetrace.access.Access;
import io.racetrace.access.Columns;
import io.racetrace.access.EntryPoint;
import io.racetrace.access.Guard;
import io.racetrace.access.Operation;
import io.racetrace.access.Outcome;
import io.racetrace.access.RecordKey;
import io.racetrace.access.RecordType;
import io.racetrace.access.Write;
import io.racetrace.access.touch.LockCommand;
import io.racetrace.trace.Interval;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/** Who writes which record type, from which entry point, how often, and behind which guards. */
public final class Census {

  private final int maxExemplars;
  private final Map<Writer, Tally> writers = new HashMap<>();
  private final Map<RecordType, Map<Guard, Long>> refusals = new HashMap<>();
  private final Map<RecordType, SharedRecords> shared = new HashMap<>();
  private final SortedMap<RecordType, LockTally> locks = new TreeMap<>();
  private final SortedMap<RecordType, Effort> efforts = new TreeMap<>();
  private final ChangePaths changePaths = new ChangePaths();

  /**
   * One way in which a service writes a record type.
   *
   * @param guards those that every such write is behind
   */
  public record Writer(
      RecordType type,
      String service,
      String operation,
      EntryPoint.Path path,
      Operation does,
      Columns columns,
      Set<Guard> guards,
      String statement) {

    // By hand, as every write is counted: what tells most writers apart is enough for a hash.
    @Override
    public boolean equals(@Nullable Object other) {
      return this == other
          || other instanceof Writer writer
              && statement.equals(writer.statement)
              && operation.equals(writer.operation)
              && service.equals(writer.service)
              && path == writer.path
              && does == writer.does
              && type.equals(writer.type)
              && columns.equals(writer.columns)
              && guards.equals(writer.guards);
    }

    @Override
    public int hashCode() {
      int hash = statement.hashCode() * 31 + operation.hashCode();
      return (hash * 31 + service.hashCode()) * 31 + does.ordinal();
    }

    /** Whether some guard of both makes each respect the other's changes. */
    public boolean respects(Writer other) {
      return guards.stream().anyMatch(a -> other.guards.stream().anyMatch(a::respects));
    }
  }

  /**
   * How often, and from when to when.
   *
   * @param seen nanoseconds since 1970 of the first and the last time, each on its service's clock
   */
  public record Tally(long count, Interval seen) {

    Tally plus(Tally other) {
      return new Tally(
          count + other.count,
          new Interval(
              Math.min(seen.start(), other.seen.start()), Math.max(seen.end(), other.seen.end())));
    }
  }

  /**
   * @param maxExemplars how many shared records are kept for each pair of services
   */
  public Census(int maxExemplars) {
    this.maxExemplars = maxExemplars;
  }

  /** Counts an access. */
  public void add(Access access) {
    if (access.record().kind() == RecordKey.Kind.RECORD) {
      Effort effort = Effort.of(access);
      if (effort.attempts() > 0 || effort.holds() > 0) {
        efforts.merge(access.record().type(), effort, Effort::plus);
      }
    }
    if (!(access instanceof Write write)) {
      return;
    }
    RecordType type = write.record().type();
    Guard refusedBy = write.rejectedBy();
    if (write.outcome() == Outcome.REJECTED && refusedBy != null) {
      add(type, refusedBy);
    }
    if (write.outcome().mayHaveTakenEffect()) {
      Writer writer =
          new Writer(
              type,
              write.site().service(),
              write.site().entryPoint().operation(),
              write.site().entryPoint().path(),
              write.operation(),
              write.columns(),
              write.guards(),
              write.site().statement());
      Tally tally = new Tally(1, write.effect());
      Tally known = writers.get(writer);
      writers.put(
          known == null ? inOrder(writer) : writer, known == null ? tally : known.plus(tally));
    }
  }

  /** The writer whose guards are told in their order. */
  private static Writer inOrder(Writer writer) {
    EnumSet<Guard> guards = EnumSet.noneOf(Guard.class);
    guards.addAll(writer.guards);
    return new Writer(
        writer.type,
        writer.service,
        writer.operation,
        writer.path,
        writer.does,
        writer.columns,
        guards,
        writer.statement);
  }

  /** Counts a write that a guard refused, of a record that nobody can tell. */
  public void add(RecordType type, Guard refusedBy) {
    refusals.computeIfAbsent(type, key -> new TreeMap<>()).merge(refusedBy, 1L, Long::sum);
  }

  /** Learns from all accesses of one trace by which paths records are changed. */
  public void addTrace(List<Access> accesses) {
    changePaths.add(accesses);
  }

  /**
   * Learns which paths come to a record one because of the other.
   *
   * @param precedes whether, by causality, the one had taken effect before the other
   */
  public void addOrder(History history, BiPredicate<Access, Access> precedes) {
    changePaths.add(history, precedes);
  }

  /** Counts what was done to a lock. */
  public void add(LockCommand command) {
    locks.merge(command.type(), LockTally.of(command), LockTally::plus);
  }

  /**
   * Counts a record that several executions touched.
   *
   * @param clocks what clocks tell of times of two instances
   * @param isBefore whether one access surely came before another
   */
  public void add(
      History history, SharedRecords.Clocks clocks, BiPredicate<Access, Access> isBefore) {
    shared
        .computeIfAbsent(history.record().type(), type -> new SharedRecords(maxExemplars))
        .add(history, clocks, isBefore);
  }

  /** Takes over all that another census has counted. */
  public void add(Census other) {
    other.writers.forEach((writer, tally) -> writers.merge(writer, tally, Tally::plus));
    other.refusals.forEach(
        (type, counts) ->
            counts.forEach(
                (guard, count) ->
                    refusals
                        .computeIfAbsent(type, key -> new TreeMap<>())
                        .merge(guard, count, Long::sum)));
    changePaths.add(other.changePaths);
    other.efforts.forEach((type, effort) -> efforts.merge(type, effort, Effort::plus));
    other.locks.forEach((type, tally) -> locks.merge(type, tally, LockTally::plus));
    other.shared.forEach(
        (type, records) ->
            shared.computeIfAbsent(type, key -> new SharedRecords(maxExemplars)).add(records));
  }

  public Collection<RecordType> types() {
    SortedSet<RecordType> types = new TreeSet<>(refusals.keySet());
    writers.keySet().forEach(writer -> types.add(writer.type()));
    return types;
  }

  /** The writers of a record type with their tallies, in canonical order. */
  public List<Map.Entry<Writer, Tally>> writers(RecordType type) {
    List<Map.Entry<Writer, Tally>> found = new ArrayList<>();
    for (Map.Entry<Writer, Tally> entry : writers.entrySet()) {
      if (entry.getKey().type().equals(type)) {
        found.add(Map.entry(entry.getKey(), entry.getValue()));
      }
    }
    found.sort(Map.Entry.comparingByKey(CANONICAL));
    return found;
  }

  /** How many writes of a record type each guard refused. */
  public Map<Guard, Long> refusals(RecordType type) {
    return refusals.getOrDefault(type, Map.of());
  }

  /** What was done to locks, by the pattern of their keys. */
  public SortedMap<RecordType, LockTally> locks() {
    return Collections.unmodifiableSortedMap(locks);
  }

  /** What changes take, by record type. */
  public SortedMap<RecordType, Effort> efforts() {
    return Collections.unmodifiableSortedMap(efforts);
  }

  /** By which paths records are changed. */
  public ChangePaths changePaths() {
    return changePaths;
  }

  /** The records of a type that several services wrote. */
  public SharedRecords shared(RecordType type) {
    return shared.getOrDefault(type, new SharedRecords(maxExemplars));
  }

  private static final Comparator<Writer> CANONICAL =
      Comparator.comparing(Writer::service)
          .thenComparing(Writer::operation)
          .thenComparing(Writer::path)
          .thenComparing(Writer::does)
          .thenComparing(Writer::statement)
          .thenComparing(writer -> writer.columns().toString())
          .thenComparing(writer -> writer.guards().toString());
}
