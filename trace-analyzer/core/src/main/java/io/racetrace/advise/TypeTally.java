package io.racetrace.advise;

import io.racetrace.access.RemoteCall;
import io.racetrace.trace.ServiceInstance;
import java.util.HashSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** What was measured of one record type, in memory that does not grow with its records. */
final class TypeTally {

  /** From so many changes on, how often a record changes is told by its own first and last. */
  private static final int OFTEN = 10;

  private static final int MOST_CALLS = 4;

  final Distribution window = new Distribution();
  final Distribution alone = new Distribution();
  final Distribution hold = new Distribution();
  final Distribution holdAlone = new Distribution();
  final Distribution statement = new Distribution();
  final Distribution loads = new Distribution();
  final SortedMap<Shape, Amounts> shapes = new TreeMap<>();
  final SortedSet<String> calls = new TreeSet<>();
  final SortedSet<String> services = new TreeSet<>();
  final Set<ServiceInstance> instances = new HashSet<>();
  long windowsAcross;
  long heldAcross;
  long callsOut;
  long locked;
  long keys;
  long changes;
  long attempts;
  long conflicts;
  long hottest;
  long hottestAttempts;
  long hottestConflicts;
  String hottestKey = "";

  /** In changes in 1000 seconds. */
  private final Distribution often = new Distribution();

  private final long[] seldom = new long[OFTEN];
  private double hottestPerSecond;

  void addRemote(RemoteCall call) {
    windowsAcross++;
    call(call);
  }

  /** The first few names, whatever order they come in. */
  void call(RemoteCall call) {
    calls.add(call.name());
    if (calls.size() > MOST_CALLS) {
      calls.remove(calls.last());
    }
  }

  void add(RecordLoad load) {
    keys++;
    changes += load.changes;
    attempts += load.attempts;
    conflicts += load.conflicts;
    callsOut += load.callsOut;
    locked += load.locked;
    loads.add(load.loads);
    for (ServiceInstance writer : load.writers) {
      services.add(writer.service());
      instances.add(writer);
    }
    load.shapes.forEach(
        (shape, amounts) -> shapes.computeIfAbsent(shape, key -> new Amounts()).add(amounts));
    boolean ownTime = load.changes >= OFTEN && load.last > load.first;
    double perSecond = ownTime ? (load.changes - 1) * 1e9 / (load.last - load.first) : 0;
    if (ownTime) {
      often.add(Math.round(perSecond * 1000));
    } else {
      seldom[(int) Math.min(load.changes, OFTEN - 1)]++;
    }
    String key = load.record.key();
    if (load.changes > hottest || load.changes == hottest && key.compareTo(hottestKey) < 0) {
      hottest = load.changes;
      hottestKey = key;
      hottestPerSecond = perSecond;
      hottestAttempts = load.attempts;
      hottestConflicts = load.conflicts;
    }
  }

  /** In changes in 1000 seconds, of each record that several executions changed. */
  Distribution rates(long observedNanos) {
    Distribution rates = new Distribution();
    rates.add(often);
    for (int i = 0; i < OFTEN; i++) {
      rates.add(Math.round(i * 1e12 / Math.max(1, observedNanos)), seldom[i]);
    }
    return rates;
  }

  double hottestPerSecond(long observedNanos) {
    return hottestPerSecond > 0 ? hottestPerSecond : hottest * 1e9 / Math.max(1, observedNanos);
  }
}
