package io.racetrace.access.work;

import io.racetrace.access.Lease;
import io.racetrace.access.RecordKey;
import io.racetrace.access.touch.LockCommand.Step;
import io.racetrace.access.work.LockUse.Event;
import io.racetrace.trace.Interval;
import io.racetrace.trace.SpanStatus;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What one execution did to locks, from when it asked for one until it gave it back. A job may take
 * and give back thousands, one after the other; the few that matter at a time are found at once.
 */
final class Spells {

  /** So many spells before a time are looked at, and so many that never end. */
  private static final int TRIED = 64;

  private static final Comparator<Event> BY_TIME =
      Comparator.comparing((Event event) -> event.span().interval())
          .thenComparing(event -> event.span().spanId())
          .thenComparing(event -> event.command().step());

  private final List<Spell> inOrder = new ArrayList<>();
  private final List<Spell> endless = new ArrayList<>();
  private final IdentityHashMap<Event, Spell> spells = new IdentityHashMap<>();

  /**
   * @param to when the lock was given back
   */
  private record Spell(List<Event> events, long from, long to) {}

  Spells(List<Event> events) {
    Map<RecordKey, List<Event>> byLock = new TreeMap<>();
    for (Event event : events) {
      byLock.computeIfAbsent(event.lock(), lock -> new ArrayList<>()).add(event);
    }
    byLock.values().forEach(this::split);
    inOrder.sort(Comparator.comparingLong(Spell::from).thenComparingLong(Spell::to));
  }

  private void split(List<Event> events) {
    events.sort(BY_TIME);
    int from = 0;
    for (int i = 0; i < events.size(); i++) {
      Step step = events.get(i).command().step();
      boolean last = i == events.size() - 1;
      // A script that can't be seen, and after it the lock is asked for anew: it gave it back.
      boolean hiddenRelease =
          step == Step.UNKNOWN
              && i > from
              && (last || events.get(i + 1).command().step() == Step.ACQUIRE);
      boolean released = isRelease(events.get(i)) || hiddenRelease;
      if (released || last) {
        List<Event> own = events.subList(from, i + 1);
        long to = released ? own.get(own.size() - 1).span().interval().end() : Long.MAX_VALUE;
        Spell spell = new Spell(own, own.get(0).span().interval().end(), to);
        own.forEach(event -> spells.put(event, spell));
        inOrder.add(spell);
        if (!released && endless.size() < TRIED) {
          endless.add(spell);
        }
        from = i + 1;
      }
    }
  }

  private static boolean isRelease(Event event) {
    Step step = event.command().step();
    return (step == Step.RELEASE || step == Step.CHECKED_RELEASE)
        && event.span().status() != SpanStatus.ERROR;
  }

  /** The locks that were asked for and not given back by then. */
  List<Lease> at(long time) {
    List<Lease> leases = new ArrayList<>();
    for (Spell spell : endless) {
      add(spell, time, leases);
    }
    int first = firstAfter(time);
    for (int i = first - 1; i >= Math.max(0, first - TRIED); i--) {
      Spell spell = inOrder.get(i);
      if (spell.to < Long.MAX_VALUE) {
        add(spell, time, leases);
      }
    }
    return leases;
  }

  /** The lock that the event is about, as it stood at that time; null if it was not asked for. */
  @Nullable Lease of(Event event, long time) {
    Spell spell = spells.get(event);
    return spell == null ? null : lease(spell.events, time);
  }

  private static void add(Spell spell, long time, List<Lease> leases) {
    Lease lease = spell.from <= time && time < spell.to ? lease(spell.events, time) : null;
    if (lease != null) {
      leases.add(lease);
    }
  }

  private int firstAfter(long time) {
    int low = 0;
    int high = inOrder.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (inOrder.get(middle).from <= time) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private static @Nullable Lease lease(List<Event> events, long time) {
    Lease lease = null;
    int next = 0;
    for (; next < events.size() && events.get(next).span().interval().end() <= time; next++) {
      lease = after(lease, events.get(next));
    }
    if (lease == null || next == events.size()) {
      return lease;
    }
    Event last = events.get(events.size() - 1);
    return isRelease(last) || last.command().step() == Step.UNKNOWN
        ? lease.until(last.span().interval())
        : lease;
  }

  private static @Nullable Lease after(@Nullable Lease lease, Event event) {
    return switch (event.command().step()) {
      case ACQUIRE -> taken(lease, event);
      // A script whose text is hidden: the first one takes the lock, if anything does.
      case UNKNOWN -> lease == null ? taken(null, event) : lease.running(null, null);
      case RENEW -> lease == null || event.failed() ? lease : renewed(lease, event);
      case RELEASE, CHECKED_RELEASE -> isRelease(event) ? null : lease;
    };
  }

  private static Lease taken(@Nullable Lease before, Event event) {
    Interval when = event.span().interval();
    Long ttl = event.command().ttlMillis();
    return new Lease(
        event.lock(),
        event.span().spanId(),
        before == null ? when.start() : before.asked(),
        when,
        event.command().timed() || event.command().step() == Step.UNKNOWN,
        ttl == null ? null : when.end() + ttl * 1_000_000,
        ttl == null ? null : when.start() + ttl * 1_000_000,
        event.failed(),
        Boolean.TRUE.equals(event.command().obtained()),
        null,
        false);
  }

  private static Lease renewed(Lease lease, Event event) {
    Interval when = event.span().interval();
    if (lease.isOverAt(when.start())) {
      // What has opened is renewed by nobody.
      return lease;
    }
    Long ttl = event.command().ttlMillis();
    return ttl == null
        ? lease.running(null, null)
        : lease.running(when.end() + ttl * 1_000_000, when.start() + ttl * 1_000_000);
  }
}
