package io.racetrace.history;

import io.racetrace.access.Access;
import io.racetrace.access.Operation;
import io.racetrace.access.Write;
import io.racetrace.trace.Interval;
import io.racetrace.trace.ServiceInstance;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiPredicate;

/** Of one record type: the records that two services changed, for each pair of services. */
public final class SharedRecords {

  /** Pairs of changes that are asked for one by one, for each record. */
  private static final int MOST_PAIRS = 256;

  private final int maxExemplars;
  private final Map<Pair, Shared> pairs = new TreeMap<>();

  SharedRecords(int maxExemplars) {
    this.maxExemplars = maxExemplars;
  }

  /** Two services, the lesser name first. */
  public record Pair(String first, String second) implements Comparable<Pair> {

    public static Pair of(String one, String other) {
      return one.compareTo(other) <= 0 ? new Pair(one, other) : new Pair(other, one);
    }

    @Override
    public int compareTo(Pair pair) {
      int byFirst = first.compareTo(pair.first);
      return byFirst != 0 ? byFirst : second.compareTo(pair.second);
    }
  }

  /**
   * Both services changed the same record.
   *
   * @param records how many records
   * @param handedOn how many of them went from the first service to the second once and stayed
   * @param handedBack how many of them went the other way once and stayed
   * @param maybeOn how many of them may have been handed on, for all that is known
   * @param maybeBack how many of them may have gone the other way once
   * @param seen nanoseconds since 1970 of the first and the last change
   * @param exemplars two changes of one record, one by each service in the order of the pair
   */
  public record Shared(
      long records,
      long handedOn,
      long handedBack,
      long maybeOn,
      long maybeBack,
      Interval seen,
      List<List<Write>> exemplars) {

    Shared plus(Shared other, int maxExemplars) {
      List<List<Write>> all = new ArrayList<>(exemplars);
      all.addAll(other.exemplars);
      all.sort((a, b) -> Write.CANONICAL.compare(a.get(0), b.get(0)));
      return new Shared(
          records + other.records,
          handedOn + other.handedOn,
          handedBack + other.handedBack,
          maybeOn + other.maybeOn,
          maybeBack + other.maybeBack,
          new Interval(
              Math.min(seen.start(), other.seen.start()), Math.max(seen.end(), other.seen.end())),
          List.copyOf(all.subList(0, Math.min(maxExemplars, all.size()))));
    }

    /** Whether every record went from one service to the other, always the same way. */
    public boolean isHandOver() {
      return records > 0 && (handedOn == records || handedBack == records);
    }

    /** Whether nothing speaks against a hand-over of every record, always the same way. */
    public boolean mayBeHandOver() {
      return isHandOver() || maybeOn == records || maybeBack == records;
    }
  }

  public Map<Pair, Shared> pairs() {
    return Collections.unmodifiableMap(pairs);
  }

  /**
   * @param clocks what clocks tell of times of two instances
   * @param isBefore whether one access surely came before another, by whatever tells
   */
  void add(History history, Clocks clocks, BiPredicate<Access, Access> isBefore) {
    TreeMap<String, ServiceChanges> byService = new TreeMap<>();
    for (ReadModifyWrite change : history.changes()) {
      if (change.write().operation() != Operation.INSERT) {
        byService
            .computeIfAbsent(change.write().site().service(), service -> new ServiceChanges())
            .add(change);
      }
    }
    byService.forEach(
        (one, first) ->
            byService
                .tailMap(one, false)
                .forEach(
                    (other, second) ->
                        add(
                            Pair.of(one, other),
                            first,
                            second,
                            clocks,
                            (a, b) -> allBefore(a, b, clocks) || allBefore(a, b, isBefore))));
  }

  private void add(
      Pair pair,
      ServiceChanges first,
      ServiceChanges second,
      Clocks clocks,
      BiPredicate<ServiceChanges, ServiceChanges> allBefore) {
    Shared found =
        new Shared(
            1,
            allBefore.test(first, second) ? 1 : 0,
            allBefore.test(second, first) ? 1 : 0,
            HandOver.isPossible(first, second, clocks) ? 1 : 0,
            HandOver.isPossible(second, first, clocks) ? 1 : 0,
            first.seenWith(second),
            List.of(List.of(first.exemplar(), second.exemplar())));
    pairs.merge(pair, found, (a, b) -> a.plus(b, maxExemplars));
  }

  void add(SharedRecords other) {
    other.pairs.forEach(
        (pair, found) -> pairs.merge(pair, found, (a, b) -> a.plus(b, maxExemplars)));
  }

  /** Whether the last of the earlier ones had taken effect when the later ones began to read. */
  private static boolean allBefore(ServiceChanges earlier, ServiceChanges later, Clocks clocks) {
    for (Map.Entry<ServiceInstance, Long> end : earlier.ends().entrySet()) {
      for (Map.Entry<ServiceInstance, Long> start : later.starts().entrySet()) {
        if (!clocks.tell(end.getKey(), end.getValue(), start.getKey(), start.getValue())) {
          return false;
        }
      }
    }
    return true;
  }

  /** The same, by causality too, where there are few enough to ask for each pair. */
  private static boolean allBefore(
      ServiceChanges earlier, ServiceChanges later, BiPredicate<Access, Access> isBefore) {
    if ((long) earlier.all().size() * later.all().size() > MOST_PAIRS) {
      return false;
    }
    for (ReadModifyWrite one : earlier.all()) {
      for (ReadModifyWrite other : later.all()) {
        Access start = other.read() == null ? other.write() : other.read();
        if (!isBefore.test(one.write(), start)) {
          return false;
        }
      }
    }
    return true;
  }

  /** What clocks tell of times of two instances. */
  public interface Clocks {

    /** Whether the first time had surely passed before the second one. */
    boolean tell(ServiceInstance one, long end, ServiceInstance other, long start);
  }
}
