package io.racetrace.history;

import io.racetrace.access.Outcome;
import io.racetrace.access.Read;
import io.racetrace.access.Write;
import io.racetrace.trace.Interval;
import io.racetrace.trace.ServiceInstance;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What one service changed of one record, in canonical order, and what is asked of it for each
 * other service: a record that everybody writes has many of both.
 */
final class ServiceChanges {

  private final List<ReadModifyWrite> changes = new ArrayList<>();
  private final Map<ServiceInstance, Long> ends = new TreeMap<>();
  private final Map<ServiceInstance, Long> knownEnds = new TreeMap<>();
  private final Map<ServiceInstance, Long> starts = new TreeMap<>();
  private @Nullable Write committed;
  private long firstSeen = Long.MAX_VALUE;
  private long lastSeen = Long.MIN_VALUE;
  private long newestLeft = Long.MIN_VALUE;
  private long oldestBase = Long.MAX_VALUE;

  void add(ReadModifyWrite change) {
    Write write = change.write();
    Read read = change.read();
    ServiceInstance instance = write.site().instance();
    changes.add(change);
    ends.merge(instance, write.effect().end(), Math::max);
    // Where nobody shows the commit, it was done when the statement was, for all that is known.
    knownEnds.merge(instance, Math.max(write.interval().end(), write.effect().start()), Math::max);
    starts.merge(instance, (read == null ? write.interval() : read.interval()).start(), Math::min);
    if (committed == null && write.outcome() == Outcome.COMMITTED) {
      committed = write;
    }
    firstSeen = Math.min(firstSeen, write.effect().start());
    lastSeen = Math.max(lastSeen, write.effect().end());
    newestLeft = Math.max(newestLeft, change.left().version().number().orElse(Long.MIN_VALUE));
    oldestBase = Math.min(oldestBase, base(change));
  }

  /** The version that was changed, if it is known: whoever left version 3 has changed 2. */
  private static long base(ReadModifyWrite change) {
    OptionalLong base = change.base().version().number();
    OptionalLong left = change.left().version().number();
    return base.isPresent()
        ? base.getAsLong()
        : left.isPresent() ? left.getAsLong() - 1 : Long.MAX_VALUE;
  }

  List<ReadModifyWrite> all() {
    return changes;
  }

  /** When each instance's last change had surely taken effect. */
  Map<ServiceInstance, Long> ends() {
    return ends;
  }

  /** When each instance's last change was done, as far as is known. */
  Map<ServiceInstance, Long> knownEnds() {
    return knownEnds;
  }

  /** When each instance began its first change. */
  Map<ServiceInstance, Long> starts() {
    return starts;
  }

  /** The newest version that was left; the least number if none is known. */
  long newestLeft() {
    return newestLeft;
  }

  /** The oldest version that was changed; the greatest number if none is known. */
  long oldestBase() {
    return oldestBase;
  }

  /** The first write that surely took effect, else the first one. */
  Write exemplar() {
    return committed == null ? changes.get(0).write() : committed;
  }

  Interval seenWith(ServiceChanges other) {
    return new Interval(Math.min(firstSeen, other.firstSeen), Math.max(lastSeen, other.lastSeen));
  }
}
