package io.racetrace.detect;

import io.racetrace.access.Access;
import io.racetrace.access.Footprint;
import io.racetrace.access.Guard;
import io.racetrace.access.Isolation;
import io.racetrace.access.IsolationLevels;
import io.racetrace.access.IsolationLevels.Anomaly;
import io.racetrace.access.Operation;
import io.racetrace.access.Read;
import io.racetrace.access.RecordKey;
import io.racetrace.access.Write;
import io.racetrace.finding.Finding;
import io.racetrace.finding.Rule;
import io.racetrace.history.History;
import io.racetrace.order.HappensBefore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Two executions each read what the other one then changed, and each changed another record:
 * neither saw the other's change, and no record was written twice (anomaly A5B of Berenson et al.,
 * 1995; the crossing of reads and writes is that of Fekete et al., Making Snapshot Isolation
 * Serializable, 2005).
 *
 * <p>The crossing shows in the history of either record. It is told in that of the lesser one.
 */
public final class WriteSkew implements RecordDetector {

  /** How many readers are tried for each write. */
  private static final int TRIED = 64;

  static final Rule RULE =
      new Rule(
          "write-skew",
          "two each read what the other changed, and neither saw it",
          "FOR UPDATE on all that the decision rests on, or SERIALIZABLE with a retry");

  @Override
  public Rule rule() {
    return RULE;
  }

  @Override
  public List<Finding> detect(History history, HappensBefore order) {
    Map<RecordKey, List<Read>> readers = readers(history);
    List<Finding> findings = new ArrayList<>();
    for (Write write : readers.isEmpty() ? List.<Write>of() : history.effectiveWrites()) {
      Skew skew = write.operation() == Operation.INSERT ? null : surest(write, readers, order);
      if (skew != null) {
        findings.add(skew.finding(order));
      }
    }
    return findings;
  }

  /** Who read this record and then wrote a greater one, by that one. */
  private static Map<RecordKey, List<Read>> readers(History history) {
    Map<RecordKey, List<Read>> readers = new HashMap<>();
    for (Read read : history.reads()) {
      for (Footprint other : read.site().unit().footprints()) {
        if (other.written() && history.record().compareTo(other.record()) < 0) {
          readers.computeIfAbsent(other.record(), key -> new ArrayList<>()).add(read);
        }
      }
    }
    return readers;
  }

  private static @Nullable Skew surest(
      Write write, Map<RecordKey, List<Read>> readers, HappensBefore order) {
    Skew surest = null;
    for (Footprint seen : write.site().unit().footprints()) {
      List<Read> all = seen.written() ? List.of() : readers.getOrDefault(seen.record(), List.of());
      // In canonical order; what was read after the write had taken effect comes last.
      int end = firstAfter(all, write.effect().end() + order.widestBound());
      for (int i = end - 1; i >= Math.max(0, end - TRIED); i--) {
        Skew skew = skew(write, seen, all.get(i), order);
        if (skew != null
            && (surest == null || skew.certainty().compareTo(surest.certainty()) < 0)) {
          surest = skew;
        }
      }
    }
    return surest;
  }

  private static int firstAfter(List<Read> reads, long time) {
    int low = 0;
    int high = reads.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (reads.get(middle).interval().start() <= time) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private static @Nullable Skew skew(Write write, Footprint seen, Read read, HappensBefore order) {
    if (write.site().sameEntry(read.site()) || write.site().sameMessage(read.site())) {
      return null;
    }
    for (Footprint changed : read.site().unit().footprints()) {
      if (changed.written() && changed.record().equals(seen.record())) {
        Skew skew = new Skew(write, seen, read, changed);
        return isStopped(skew) ? null : skew.judged(order);
      }
    }
    return null;
  }

  /** Whether both lock all that they read, or both run at a level that refuses one of them. */
  private static boolean isStopped(Skew skew) {
    boolean bothLock =
        skew.seen().locked()
            && skew.changed().together()
            && skew.read().guards().contains(Guard.ROW_LOCK);
    boolean together = skew.seen().together() && skew.changed().together();
    return bothLock || together && refuses(skew.write()) && refuses(skew.read());
  }

  private static boolean refuses(Access access) {
    Isolation level = access.site().unit().isolation();
    return level != null
        && IsolationLevels.stops(access.record().type().store(), level, Anomaly.WRITE_SKEW);
  }
}
