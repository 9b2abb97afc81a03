package io.racetrace.finding;

import io.racetrace.access.Isolation;
import io.racetrace.ownership.Breach;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * All occurrences of one rule on one record type between the same two code paths.
 *
 * @param certainty that of the surest occurrence
 * @param recordType such as {@code postgresql/shop/public.users}
 * @param columns those that both sides write; empty where unknown
 * @param count how many occurrences
 * @param byCertainty how many occurrences of each certainty
 * @param isolationThatStops the weakest level at which the store would have refused one of two;
 *     null if none does, or the scope is not known to be one transaction each
 * @param firstSeen nanoseconds since 1970
 * @param lastSeen nanoseconds since 1970
 * @param exemplars the first ones in canonical order
 * @param expected of what is predicted, how often; null for what was observed
 * @param contract what somebody wrote down and this breaks; null where it breaks nothing written
 */
public record Finding(
    Rule rule,
    Certainty certainty,
    Severity severity,
    Fingerprint fingerprint,
    String recordType,
    SortedSet<String> columns,
    long count,
    SortedMap<Certainty, Long> byCertainty,
    SortedSet<String> services,
    Scope scope,
    @Nullable Isolation isolationThatStops,
    long firstSeen,
    long lastSeen,
    List<GuardState> guards,
    Impact impact,
    List<Exemplar> exemplars,
    @Nullable Expectation expected,
    @Nullable Breach contract) {

  /** The surest first, then the gravest, then those to be expected or seen most often. */
  public static final Comparator<Finding> CANONICAL =
      Comparator.comparing(Finding::certainty)
          .thenComparing(Finding::severity)
          .thenComparing(Comparator.comparingDouble(Finding::perDay).reversed())
          .thenComparing(Comparator.comparingLong(Finding::count).reversed())
          .thenComparing(Finding::rule)
          .thenComparing(Finding::recordType)
          .thenComparing(Finding::fingerprint);

  /**
   * Copies the collections, and puts the exemplars into canonical order. No finding is surer than
   * its surest exemplar.
   */
  public Finding {
    Certainty surest =
        exemplars.stream()
            .map(Exemplar::certainty)
            .min(Comparator.naturalOrder())
            .orElse(certainty);
    SortedMap<Certainty, Long> capped = new TreeMap<>();
    byCertainty.forEach((each, often) -> capped.merge(each.atMost(surest), often, Long::sum));
    certainty = certainty.atMost(surest);
    columns = Collections.unmodifiableSortedSet(new TreeSet<>(columns));
    byCertainty = Collections.unmodifiableSortedMap(capped);
    services = Collections.unmodifiableSortedSet(new TreeSet<>(services));
    guards = List.copyOf(guards);
    List<Exemplar> sorted = new ArrayList<>(exemplars);
    sorted.sort(Exemplar.CANONICAL);
    exemplars = List.copyOf(sorted);
  }

  /** This, resting on something that is assumed: never more than possible. */
  public Finding assuming(String assumption) {
    return new Finding(
        rule,
        certainty,
        severity,
        fingerprint,
        recordType,
        columns,
        count,
        byCertainty,
        services,
        scope,
        isolationThatStops,
        firstSeen,
        lastSeen,
        guards,
        impact,
        exemplars.stream().map(exemplar -> exemplar.assuming(assumption)).toList(),
        expected,
        contract);
  }

  /** One that breaks nothing that somebody wrote down. */
  public Finding(
      Rule rule,
      Certainty certainty,
      Severity severity,
      Fingerprint fingerprint,
      String recordType,
      SortedSet<String> columns,
      long count,
      SortedMap<Certainty, Long> byCertainty,
      SortedSet<String> services,
      Scope scope,
      @Nullable Isolation isolationThatStops,
      long firstSeen,
      long lastSeen,
      List<GuardState> guards,
      Impact impact,
      List<Exemplar> exemplars,
      @Nullable Expectation expected) {
    this(
        rule,
        certainty,
        severity,
        fingerprint,
        recordType,
        columns,
        count,
        byCertainty,
        services,
        scope,
        isolationThatStops,
        firstSeen,
        lastSeen,
        guards,
        impact,
        exemplars,
        expected,
        null);
  }

  private double perDay() {
    Double rate = expected == null ? null : expected.perDay();
    return rate == null ? 0 : rate;
  }

  /** The first exemplar's sentence: what happened, to whom. */
  public String summary() {
    return exemplars.get(0).sentence();
  }

  /**
   * Occurrences of one finding, as one. Their order does not matter.
   *
   * @param parts at least one, all with one fingerprint
   * @param maxExemplars how many exemplars are kept, at least 1
   * @throws IllegalArgumentException if there is no part, or the fingerprints differ
   */
  public static Finding merged(List<Finding> parts, int maxExemplars) {
    if (parts.stream().map(Finding::fingerprint).distinct().count() != 1) {
      throw new IllegalArgumentException("not the parts of one finding");
    }
    List<Exemplar> exemplars = new ArrayList<>();
    SortedMap<Certainty, Long> byCertainty = new TreeMap<>();
    SortedSet<String> columns = new TreeSet<>();
    Impact impact = null;
    for (Finding part : parts) {
      exemplars.addAll(part.exemplars);
      columns.addAll(part.columns);
      part.byCertainty.forEach(
          (certainty, count) -> byCertainty.merge(certainty, count, Long::sum));
      impact = impact == null ? part.impact : impact.plus(part.impact);
    }
    exemplars.sort(Exemplar.CANONICAL);
    // What can differ from part to part is told of the one that leads.
    Exemplar lead = exemplars.get(0);
    Finding first =
        parts.stream().filter(part -> part.exemplars.get(0).equals(lead)).findFirst().orElseThrow();
    Scope scope = parts.stream().map(Finding::scope).max(Comparator.naturalOrder()).orElseThrow();
    Isolation stops = null;
    for (Finding part : parts) {
      if (part.isolationThatStops != null
          && (stops == null || part.isolationThatStops.compareTo(stops) > 0)) {
        stops = part.isolationThatStops;
      }
    }
    return new Finding(
        first.rule,
        byCertainty.firstKey(),
        parts.stream().map(Finding::severity).min(Comparator.naturalOrder()).orElseThrow(),
        first.fingerprint,
        first.recordType,
        columns,
        parts.stream().mapToLong(Finding::count).sum(),
        byCertainty,
        first.services,
        scope,
        scope == Scope.LEVEL_BASED ? stops : null,
        parts.stream().mapToLong(Finding::firstSeen).min().orElseThrow(),
        parts.stream().mapToLong(Finding::lastSeen).max().orElseThrow(),
        first.guards,
        impact == null ? first.impact : impact,
        exemplars.subList(0, Math.min(maxExemplars, exemplars.size())),
        first.expected,
        first.contract);
  }
}
