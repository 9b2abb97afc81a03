package io.racetrace.detect;

import io.racetrace.access.Operation;
import io.racetrace.access.RecordKey;
import io.racetrace.access.Write;
import io.racetrace.finding.Certainty;
import io.racetrace.finding.Exemplar;
import io.racetrace.finding.Finding;
import io.racetrace.finding.Fingerprint;
import io.racetrace.finding.Impact;
import io.racetrace.finding.Rule;
import io.racetrace.finding.Scope;
import io.racetrace.finding.Severity;
import io.racetrace.history.History;
import io.racetrace.order.HappensBefore;
import io.racetrace.order.Ordering;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Many missed one key of a cache while it was being loaded, and each loaded it: the thundering herd
 * (Nishtala et al., Scaling Memcache at Facebook, 2013, where a lease lets one of them load).
 * Nothing is wrong in the data; what it costs is the load of whoever is asked.
 *
 * <p>Told are herds of at least three executions in at least two traces, if the load takes 10 ms or
 * calls somebody else. A key that is written back whenever it was read is no cache.
 */
public final class Stampede implements RecordDetector {

  static final Rule RULE =
      new Rule(
          "stampede",
          "many missed one key of a cache together, and each loaded it",
          "one loads under a lock for the key, looks again under it, and the others wait for it");

  /** So many times a key that was there must have been filled again by one who had read it. */
  private static final int WRITTEN_BACK = 2;

  private static final long SHORTEST_LIFE = 1_000_000_000;

  /** What is read and written back by each request. */
  private static final Pattern STATE =
      Pattern.compile(
          "(?i)(.*[^a-z])?(sess|session|sessions|cart|basket|token|otp|nonce|quota|throttle"
              + "|ratelimit|rate[-_]limit|presence|online|heartbeat)([^a-z].*)?");

  @Override
  public Rule rule() {
    return RULE;
  }

  @Override
  public RecordKey.Kind kind() {
    return RecordKey.Kind.COPY;
  }

  @Override
  public List<Finding> detect(History history, HappensBefore order) {
    return detect(history, order, Integer.MAX_VALUE);
  }

  @Override
  public List<Finding> detect(History history, HappensBefore order, int maxExemplars) {
    String name = history.record().type().name();
    // Of a key whose name was taken out nobody knows whether it is one of these.
    if (STATE.matcher(name).matches() || name.chars().noneMatch(Character::isLetter)) {
      return List.of();
    }
    List<Herd> herds = Herd.of(CacheLoad.of(history), order);
    List<Herd> stampedes = herds.stream().filter(Herd::isStampede).toList();
    return stampedes.isEmpty() || isWrittenBack(herds, history, order)
        ? List.of()
        : List.of(finding(history, stampedes, maxExemplars));
  }

  /** Whether some filled the key alone when it can't have been gone. */
  private static boolean isWrittenBack(List<Herd> herds, History history, HappensBefore order) {
    int times = 0;
    for (int i = 1; i < herds.size(); i++) {
      Write before = herds.get(i - 1).first().fill();
      CacheLoad load = herds.get(i).first();
      boolean alone = Herd.executions(herds.get(i).all()) == 1;
      if (alone
          && order.compare(before, load.lookup()).ordering() == Ordering.BEFORE
          && load.look().interval().end() < before.effect().start() + life(before)
          && !isDeleted(history, before, load, order)) {
        times++;
      }
    }
    return times >= WRITTEN_BACK;
  }

  private static long life(Write fill) {
    BigDecimal millis = fill.amount();
    return millis == null ? SHORTEST_LIFE : millis.longValue() * 1_000_000;
  }

  private static boolean isDeleted(
      History history, Write from, CacheLoad load, HappensBefore order) {
    return history.effectiveWrites().stream()
        .anyMatch(
            write ->
                write.operation() == Operation.DELETE
                    && order.compare(write, from).ordering() != Ordering.BEFORE
                    && order.compare(write, load.lookup()).ordering() != Ordering.AFTER);
  }

  private static Finding finding(History history, List<Herd> herds, int maxExemplars) {
    SortedMap<Certainty, Long> byCertainty = new TreeMap<>();
    SortedMap<String, Long> costs = new TreeMap<>();
    List<Exemplar> exemplars = new ArrayList<>();
    TreeSet<String> services = new TreeSet<>();
    long first = Long.MAX_VALUE;
    long last = Long.MIN_VALUE;
    for (Herd herd : herds) {
      List<CacheLoad> loads = herd.all();
      byCertainty.merge(herd.certainty(), 1L, Long::sum);
      costs.merge("loads", (long) loads.size(), Long::sum);
      costs.merge("enough", 1L, Long::sum);
      for (CacheLoad load : loads) {
        long millis = load.equals(herd.first()) ? 0 : load.nanos() / 1_000_000;
        costs.merge("wastedMillis", millis, Long::sum);
        services.add(load.fill().site().service());
        first = Math.min(first, load.look().interval().start());
        last = Math.max(last, load.fill().effect().end());
      }
      exemplars.add(StampedeStory.tell(herd));
    }
    exemplars.sort(Exemplar.CANONICAL);
    return new Finding(
        RULE,
        byCertainty.firstKey(),
        Severity.MEDIUM,
        // Whoever loads it, it is one key pattern without a lock.
        Fingerprint.of(RULE, history.record().type(), "load", "load"),
        history.record().type().id(),
        new TreeSet<>(),
        herds.size(),
        byCertainty,
        services,
        Scope.UNKNOWN,
        null,
        first,
        last,
        StampedeStory.guards(herds.get(0)),
        Impact.ofCosts(costs),
        exemplars.subList(0, Math.min(maxExemplars, exemplars.size())),
        null);
  }
}
