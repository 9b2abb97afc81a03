package io.racetrace.advise;

import io.racetrace.access.Access;
import io.racetrace.access.Declarations;
import io.racetrace.access.EntryPoint;
import io.racetrace.access.Guard;
import io.racetrace.access.RecordKey;
import io.racetrace.access.RecordType;
import io.racetrace.access.work.RemoteCalls;
import io.racetrace.finding.Finding;
import io.racetrace.history.Census;
import io.racetrace.history.ChangePath;
import io.racetrace.history.ChangePaths;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Measures, as units of work go by, how much they are in each other's way. What it keeps grows with
 * the number of record types and statements only, and does not depend on the order in which traces
 * and records come.
 */
public final class Contention {

  private static final Set<String> WITHOUT_CHANGES =
      Set.of("check-then-act", "duplicate-write", "write-skew");

  private static final Fit NO_CHANGE =
      new Fit(Fit.Answer.NOT_OBSERVABLE, "no record that has a key is changed twice", "");

  private final SortedMap<RecordType, TypeTally> records = new TreeMap<>();
  private final SortedMap<RecordType, TypeTally> copies = new TreeMap<>();

  /** Takes in one trace. */
  public void addTrace(List<Access> accesses, RemoteCalls calls) {
    TraceLoad.add(accesses, calls, this::tally);
  }

  /** Takes in what a record told that several executions touched. */
  public void add(RecordLoad load) {
    tally(load.record).add(load);
  }

  private TypeTally tally(RecordKey record) {
    return (record.kind() == RecordKey.Kind.COPY ? copies : records)
        .computeIfAbsent(record.type(), type -> new TypeTally());
  }

  /**
   * The advice for each record type that is contended, or of which something was found, in the
   * order of their names.
   *
   * @param findings of all detectors
   * @param declarations who owns a record type together with others
   */
  public List<Advice> advice(List<Finding> findings, Census census, Declarations declarations) {
    SortedMap<String, Set<String>> rules = new TreeMap<>();
    findings.forEach(
        finding ->
            rules
                .computeIfAbsent(finding.recordType(), type -> new TreeSet<>())
                .add(finding.rule().id()));
    SortedMap<String, Advice> byType = new TreeMap<>();
    records.forEach(
        (type, tally) -> {
          Set<String> found = rules.getOrDefault(type.id(), Set.of());
          Contended measured = contended(type, tally, census);
          if (tally.keys > 0) {
            boolean owned = declarations.areOwners(tally.services, type.id());
            byType.put(
                type.id(),
                Ladder.advise(
                    measured,
                    found,
                    owned,
                    isOnEvents(census, type.id()),
                    inserts(findings, type.id())));
          }
        });
    copies.forEach(
        (type, tally) -> {
          Set<String> found = rules.getOrDefault(type.id(), Set.of());
          if (found.contains("stampede") || tally.keys > 0 && tally.locked == tally.loads.count()) {
            Fills.count(tally, type.id(), findings);
            byType.put(type.id(), Fills.advise(copied(type, tally, census)));
          }
        });
    findings.forEach(
        finding -> {
          if (WITHOUT_CHANGES.contains(finding.rule().id())) {
            byType.computeIfAbsent(finding.recordType(), type -> found(type, findings, census));
          }
        });
    return new ArrayList<>(byType.values());
  }

  /** Where rows are only put in, or no row has a key, nothing can be measured of any record. */
  private static Advice found(String type, List<Finding> findings, Census census) {
    TypeTally tally = new TypeTally();
    Set<String> rules = new TreeSet<>();
    for (Finding finding : findings) {
      if (finding.recordType().equals(type)) {
        tally.services.addAll(finding.services());
        rules.add(finding.rule().id());
      }
    }
    Contended measured = measured(type, false, tally, tally.window, 1, NO_CHANGE, null, false);
    return Ladder.advise(measured, rules, false, isOnEvents(census, type), inserts(findings, type));
  }

  private static boolean isOnEvents(Census census, String type) {
    return census.types().stream()
        .filter(known -> known.id().equals(type))
        .flatMap(known -> census.writers(known).stream())
        .anyMatch(writer -> writer.getKey().path() == EntryPoint.Path.EVENT);
  }

  /** Whether what was looked for is put in, so that a constraint could refuse the second one. */
  private static boolean inserts(List<Finding> findings, String type) {
    return findings.stream()
        .filter(finding -> finding.recordType().equals(type))
        .filter(finding -> finding.rule().id().equals("check-then-act"))
        .flatMap(finding -> finding.guards().stream())
        .anyMatch(state -> state.guard() == Guard.UNIQUE_CONSTRAINT);
  }

  private static Contended contended(RecordType type, TypeTally tally, Census census) {
    return measured(
        type.id(),
        false,
        tally,
        tally.window,
        census.changePaths().observedNanos(),
        fit(type, tally, census.changePaths()),
        kept(type, census.changePaths()),
        isBlind(type, census.changePaths()));
  }

  private static Contended copied(RecordType type, TypeTally tally, Census census) {
    boolean locked = tally.locked == tally.loads.count();
    return measured(
        type.id(),
        true,
        tally,
        tally.loads,
        census.changePaths().observedNanos(),
        new Fit(Fit.Answer.MAYBE, "a copy is filled from elsewhere", ""),
        locked ? Strategy.SINGLE_FLIGHT : null,
        false);
  }

  private static Contended measured(
      String type,
      boolean isCopy,
      TypeTally tally,
      Distribution window,
      long observed,
      Fit fit,
      @Nullable Strategy kept,
      boolean isBlind) {
    Distribution rates = tally.rates(observed);
    double hottest = tally.hottestPerSecond(observed);
    return new Contended(
        type,
        isCopy,
        tally.keys,
        tally.changes,
        tally.hottestKey,
        hottest,
        // Of up to a hundred records it is the hottest.
        tally.keys <= 100 ? hottest : rates.quantile(0.99) / 1000,
        rates.quantile(0.5) / 1000,
        window,
        isCopy ? window : tally.alone,
        isCopy ? tally.callsOut : tally.windowsAcross,
        tally.hold,
        tally.holdAlone,
        tally.heldAcross,
        Collections.unmodifiableSortedSet(new TreeSet<>(tally.calls)),
        tally.statement,
        tally.attempts,
        tally.conflicts,
        tally.hottestAttempts,
        tally.hottestConflicts,
        Collections.unmodifiableSortedSet(new TreeSet<>(tally.services)),
        tally.instances.size(),
        fit,
        kept,
        isBlind);
  }

  private static Map<ChangePath, ChangePaths.Tally> updates(RecordType type, ChangePaths paths) {
    SortedMap<ChangePath, ChangePaths.Tally> updates =
        new TreeMap<>(paths.byType().getOrDefault(type, new TreeMap<>()));
    updates.keySet().removeIf(path -> !path.predicate().isEmpty());
    return updates;
  }

  private static Fit fit(RecordType type, TypeTally tally, ChangePaths paths) {
    boolean someAreBlind =
        updates(type, paths).keySet().stream()
            .anyMatch(path -> !path.isBasedOnRead() && kept(path) == null);
    Fit fit = Fit.of(tally.shapes);
    return fit.answer() == Fit.Answer.IS_ONE && someAreBlind
        ? new Fit(
            Fit.Answer.NOT_OBSERVABLE,
            "some writes set what no read is seen of",
            "one look at the code: is it computed from what stood there?")
        : fit;
  }

  /** Whether all that is known to change records of the type sets them without a look. */
  private static boolean isBlind(RecordType type, ChangePaths paths) {
    Map<ChangePath, ChangePaths.Tally> updates = updates(type, paths);
    return !updates.isEmpty()
        && updates.keySet().stream()
            .noneMatch(
                path ->
                    path.isBasedOnRead()
                        || !path.guards().isEmpty()
                        || path.columns().isRelative());
  }

  private static @Nullable Strategy kept(RecordType type, ChangePaths paths) {
    SortedSet<Strategy> kept = new TreeSet<>();
    for (ChangePath path : updates(type, paths).keySet()) {
      Strategy own = kept(path);
      if (own == null) {
        return null;
      }
      kept.add(own);
    }
    return kept.size() == 1 ? kept.first() : null;
  }

  private static final Map<Guard, Strategy> REMEDIES =
      new EnumMap<>(
          Map.of(
              Guard.VERSION_PREDICATE,
              Strategy.OPTIMISTIC_VERSION,
              Guard.ROW_LOCK,
              Strategy.ROW_LOCK,
              Guard.ISOLATION,
              Strategy.SERIALIZABLE));

  private static @Nullable Strategy kept(ChangePath path) {
    boolean isOneStatement =
        path.columns().isRelative() || path.guards().contains(Guard.ATOMIC_STATEMENT);
    if (isOneStatement && !path.isBasedOnRead()) {
      return Strategy.ATOMIC_STATEMENT;
    }
    for (Map.Entry<Guard, Strategy> each : REMEDIES.entrySet()) {
      if (path.guards().contains(each.getKey())) {
        return each.getValue();
      }
    }
    return isOneStatement ? Strategy.ATOMIC_STATEMENT : null;
  }
}
