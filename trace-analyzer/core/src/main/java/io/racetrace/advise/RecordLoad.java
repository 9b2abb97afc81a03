package io.racetrace.advise;

import io.racetrace.access.Access;
import io.racetrace.access.Footprint;
import io.racetrace.access.Guard;
import io.racetrace.access.Operation;
import io.racetrace.access.Outcome;
import io.racetrace.access.Read;
import io.racetrace.access.RecordKey;
import io.racetrace.access.Site;
import io.racetrace.access.Version;
import io.racetrace.access.Write;
import io.racetrace.history.History;
import io.racetrace.history.ReadModifyWrite;
import io.racetrace.trace.ServiceInstance;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What one record that several executions touched tells of the contention for its type.
 *
 * <p>What is asked for here needs no clock of another host to be right: versions and refusals tell
 * of conflicts, and how often a record changes is a number of seconds. Only which value a read must
 * have seen is taken from times, where spans do not say it; that is held against all others then.
 */
public final class RecordLoad {

  /** So many writes before a read are looked at for the one that it saw. */
  private static final int TRIED = 16;

  final RecordKey record;
  final Set<ServiceInstance> writers = new HashSet<>();
  final SortedMap<Shape, Amounts> shapes = new TreeMap<>();
  final Distribution loads = new Distribution();
  long changes;
  long callsOut;
  long locked;
  long attempts;
  long conflicts;
  long first = Long.MAX_VALUE;
  long last = Long.MIN_VALUE;

  private RecordLoad(RecordKey record) {
    this.record = record;
  }

  /** Null where nothing can be learned from it. */
  public static @Nullable RecordLoad of(History history) {
    RecordLoad load = new RecordLoad(history.record());
    switch (history.record().kind()) {
      case RECORD -> load.addChanges(history);
      case COPY -> load.addFills(history);
      case PREDICATE, CAUSE, LOCK -> {
        return null;
      }
    }
    return load.changes < 2 ? null : load;
  }

  private void seen(Write write, Set<Object> executions) {
    Site site = write.site();
    if (executions.add(List.of(site.traceId(), site.entryPoint().spanId(), site.instance()))) {
      changes++;
    }
    writers.add(site.instance());
    first = Math.min(first, write.interval().end());
    last = Math.max(last, write.interval().end());
  }

  /** A look, a load and a fill; who finds the key does none of it. */
  private void addFills(History history) {
    Set<Object> executions = new HashSet<>();
    for (Write write : history.effectiveWrites()) {
      List<Footprint> steps = write.site().unit().footprints();
      for (Footprint step : steps) {
        if (write.operation() == Operation.INSERT && step.together() && !step.written()) {
          seen(write, executions);
          loads.add(write.interval().start() - step.interval().end());
          callsOut += steps.stream().anyMatch(Footprint::isCall) ? 1 : 0;
          locked += steps.stream().anyMatch(Footprint::locked) ? 1 : 0;
          break;
        }
      }
    }
  }

  private void addChanges(History history) {
    Set<Object> executions = new HashSet<>();
    boolean byLevel = false;
    long checked = 0;
    for (Access access : history.accesses()) {
      if (access instanceof Write write && isChange(write)) {
        seen(write, executions);
        if (!write.outcome().mayHaveTakenEffect()) {
          attempts++;
          conflicts++;
          byLevel |= write.rejectedBy() == Guard.ISOLATION;
        }
      }
    }
    Map<String, Long> bases = new HashMap<>();
    List<Write> effective = history.effectiveWrites();
    Map<String, BigDecimal> lefts = leftByVersion(effective);
    for (ReadModifyWrite change : history.changes()) {
      Write write = change.write();
      addShape(change, effective, lefts);
      if (change.holdsRow() || !write.site().surroundings().leases().isEmpty()) {
        // Whoever has to wait meets nobody.
        continue;
      }
      Version base = change.base().version();
      boolean tells = base.isKnown() && write.columns().mayChangeVersion() && !write.setsVersion();
      if (write.guards().contains(Guard.VERSION_PREDICATE) || tells) {
        checked++;
        boolean isOld = write.versionsBetween() > 0;
        long before =
            tells && base instanceof Version.Known known
                ? bases.merge(known.text(), 1L, Long::sum) - 1
                : 0;
        conflicts += isOld || before > 0 ? 1 : 0;
      } else if (byLevel && change.isBasedOnRead()) {
        checked++;
      }
    }
    attempts += checked;
  }

  private static boolean isChange(Write write) {
    Guard by = write.rejectedBy();
    boolean refused =
        (write.outcome() == Outcome.REJECTED || write.outcome() == Outcome.UNNOTICED)
            && (by == Guard.VERSION_PREDICATE || by == Guard.ISOLATION);
    return write.operation() != Operation.INSERT
        && (refused || write.outcome().mayHaveTakenEffect());
  }

  private void addShape(
      ReadModifyWrite change, List<Write> effective, Map<String, BigDecimal> lefts) {
    Write write = change.write();
    boolean isOneStatement =
        write.columns().isRelative() || write.guards().contains(Guard.ATOMIC_STATEMENT);
    if (!change.isUpdate() || !change.isBasedOnRead() || isOneStatement) {
      return;
    }
    BigDecimal stated = change.amount();
    BigDecimal amount = stated != null ? stated : inferred(change, effective, lefts);
    String value = write.left().value();
    boolean isWord = value != null && write.left().amount() == null;
    shapes
        .computeIfAbsent(Shape.of(change.read(), write), shape -> new Amounts())
        .add(amount, stated == null, isWord);
  }

  /** What each version holds; not those that two writes may have left. */
  private static Map<String, BigDecimal> leftByVersion(List<Write> effective) {
    Map<String, BigDecimal> lefts = new HashMap<>();
    Set<String> several = new HashSet<>();
    for (Write write : effective) {
      BigDecimal left = write.left().amount();
      if (left != null && write.left().version() instanceof Version.Known version) {
        BigDecimal other = lefts.put(version.text(), left);
        if (other != null && other.compareTo(left) != 0) {
          several.add(version.text());
        }
      }
    }
    lefts.keySet().removeAll(several);
    return lefts;
  }

  /**
   * Against what its version held; else against what the last one had left that had taken effect
   * when the record was read.
   */
  private static @Nullable BigDecimal inferred(
      ReadModifyWrite change, List<Write> effective, Map<String, BigDecimal> lefts) {
    Read read = change.read();
    BigDecimal after = change.left().amount();
    if (read == null || after == null) {
      return null;
    }
    if (change.base().version() instanceof Version.Known version) {
      BigDecimal before = lefts.get(version.text());
      return before == null ? null : after.subtract(before);
    }
    int from = 0;
    int to = effective.size();
    while (from < to) {
      int middle = (from + to) >>> 1;
      if (effective.get(middle).effect().start() > read.interval().start()) {
        to = middle;
      } else {
        from = middle + 1;
      }
    }
    for (int i = from - 1; i >= Math.max(0, from - TRIED); i--) {
      Write before = effective.get(i);
      if (before.effect().end() <= read.interval().start()) {
        BigDecimal saw = before.left().amount();
        return saw == null ? null : after.subtract(saw);
      }
    }
    return null;
  }
}
