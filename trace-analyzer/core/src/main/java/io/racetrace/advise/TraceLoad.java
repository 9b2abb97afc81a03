package io.racetrace.advise;

import io.racetrace.access.Access;
import io.racetrace.access.Guard;
import io.racetrace.access.Operation;
import io.racetrace.access.Outcome;
import io.racetrace.access.Read;
import io.racetrace.access.RecordKey;
import io.racetrace.access.RemoteCall;
import io.racetrace.access.Site;
import io.racetrace.access.Write;
import io.racetrace.access.work.RemoteCalls;
import io.racetrace.history.RowHold;
import io.racetrace.trace.Interval;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * How long the units of work of one trace stand between a read and a write, and hold a row. Each
 * length is measured on one clock.
 */
final class TraceLoad {

  private final RemoteCalls calls;
  private final Function<RecordKey, TypeTally> tallies;
  private final Map<Object, Read> reads = new HashMap<>();
  private final Set<Object> made = new HashSet<>();
  private final Set<Object> held = new HashSet<>();

  private TraceLoad(RemoteCalls calls, Function<RecordKey, TypeTally> tallies) {
    this.calls = calls;
    this.tallies = tallies;
  }

  static void add(
      List<Access> accesses, RemoteCalls calls, Function<RecordKey, TypeTally> tallies) {
    List<Access> byTime = new ArrayList<>(accesses);
    byTime.sort(
        (one, other) -> {
          int order = one.interval().compareTo(other.interval());
          return order != 0 ? order : Access.CANONICAL.compare(one, other);
        });
    TraceLoad load = new TraceLoad(calls, tallies);
    byTime.forEach(load::add);
  }

  private void add(Access access) {
    Site site = access.site();
    Object execution = List.of(site.entryPoint().spanId(), site.instance(), access.record());
    addHold(access);
    if (access instanceof Read read) {
      reads.put(execution, read);
      return;
    }
    Write write = (Write) access;
    if (write.operation() == Operation.INSERT) {
      made.add(execution);
    } else if (!made.contains(execution) && write.outcome() != Outcome.FAILED) {
      TypeTally tally = tallies.apply(access.record());
      tally.statement.add(write.interval().nanos());
      Read read = reads.remove(execution);
      if (read != null
          && read.site().instance().equals(site.instance())
          && read.interval().end() <= write.interval().start()) {
        addWindow(read, write, tally);
      }
    }
  }

  private void addWindow(Read read, Write write, TypeTally tally) {
    // A locking read sees the row when it has the lock; another one somewhere in its interval.
    boolean locks = read.guards().contains(Guard.ROW_LOCK);
    long from = locks ? read.interval().end() : middle(read.interval());
    long window = middle(write.effect()) - from;
    RemoteCall call = calls.longest(write, read.interval().end(), write.interval().start());
    tally.window.add(window);
    if (call != null) {
      tally.addRemote(call);
    }
    tally.alone.add(window - (call == null ? 0 : call.nanos()));
  }

  private static long middle(Interval interval) {
    return interval.start() + interval.nanos() / 2;
  }

  private void addHold(Access access) {
    for (RowHold hold : RowHold.of(access)) {
      if (held.add(List.of(access.record(), hold.by(), access.site().instance()))) {
        add(access, hold.held().start(), hold.held().end());
      }
    }
  }

  private void add(Access access, long from, long to) {
    TypeTally tally = tallies.apply(access.record());
    RemoteCall call = calls.longest(access, from, to);
    tally.hold.add(to - from);
    tally.holdAlone.add(to - from - (call == null ? 0 : call.nanos()));
    if (call != null) {
      tally.heldAcross++;
      tally.call(call);
    }
  }
}
