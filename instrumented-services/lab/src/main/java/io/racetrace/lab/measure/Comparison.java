package io.racetrace.lab.measure;

import io.racetrace.lab.exhibit.LoadPlan;
import java.util.List;
import java.util.stream.Stream;

/**
 * Forms of one exhibit under one load, one after the other and again, so that what the machine does
 * meanwhile meets all of them.
 *
 * @param name like {@code hot-row}
 * @param exhibit the exhibit's name
 * @param forms in the order in which a round shows them
 * @param operations how many changes are asked for in each round
 * @param pairs which form's throughput is held against which
 * @param counts what is counted beside
 */
record Comparison(
    String name,
    String exhibit,
    List<String> forms,
    int records,
    int operations,
    int concurrency,
    List<Pair> pairs,
    List<Count> counts) {

  /** Copies the lists. */
  Comparison {
    forms = List.copyOf(forms);
    pairs = List.copyOf(pairs);
    counts = List.copyOf(counts);
  }

  /** The throughput of one form, divided by that of another one. */
  record Pair(String form, String against) {}

  /** A fixed seed: each round of each form asks for the same. */
  LoadPlan plan(String round, int share) {
    return new LoadPlan(
        name + "-" + round, 42, records, Math.max(records, operations / share), concurrency);
  }

  /** The load, in words. */
  String load() {
    return "`%s`: exhibit %s, %d operations on %s, %d at a time"
        .formatted(
            name,
            exhibit,
            operations,
            records == 1 ? "one record" : records + " records",
            concurrency);
  }

  static List<Comparison> all() {
    List<Count> attempts = List.of(Count.ATTEMPTS, Count.REFUSED, Count.WRONG);
    return List.of(
        of(
                "points",
                "loyalty-points",
                "racy",
                "version-column row-lock atomic-statement redis-incrby")
            .load(20, 600, 16)
            .and("version-column", "atomic-statement")
            .and("row-lock", "atomic-statement")
            .and("row-lock", "version-column")
            .counts(attempts),
        of("hot-row", "loyalty-points", "atomic-statement", "version-column row-lock redis-incrby")
            .load(1, 400, 16)
            .counts(attempts),
        of("retry-storm", "retry-storm", "atomic-statement", "racy")
            .load(1, 200, 16)
            .counts(List.of(Count.ATTEMPTS)),
        of("isolation", "isolation", "racy", "repeatable-read")
            .load(20, 400, 16)
            .counts(List.of(Count.SERIALIZATION_FAILURES, Count.REFUSED, Count.WRONG)),
        of("version-across-services", "version-across-services", "racy", "version-checked")
            .load(80, 400, 16)
            .counts(List.of(Count.CONFLICTS, Count.REFUSED, Count.WRONG)),
        of("health-record", "health-record", "racy", "single-owner")
            .load(20, 400, 16)
            .counts(List.of(Count.WRONG)),
        of("replicas", "replicas", "racy", "lease")
            .load(12, 240, 12)
            .counts(List.of(Count.LEASE_WAITS, Count.WRONG)),
        of("lock-misuse", "lock-misuse", "renewed-lease", "fencing-token")
            .load(10, 60, 8)
            .untimed()
            .counts(List.of(Count.CONFLICTS, Count.REFUSED, Count.WRONG)),
        of("leader", "leader", "racy", "fencing-token")
            .load(6, 120, 6)
            .counts(List.of(Count.REFUSED)),
        of("event-order", "event-order", "racy", "partitioned version-guard")
            .load(10, 400, 10)
            .counts(List.of(Count.CONFLICTS, Count.WRONG)),
        of("redelivery", "redelivery", "racy", "inbox")
            .load(20, 400, 16)
            .counts(List.of(Count.WRONG)),
        of("payments", "payments", "racy", "idempotency-key")
            .load(40, 400, 16)
            .counts(List.of(Count.EFFECTS)),
        of("sign-ups", "sign-ups", "racy", "unique-constraint")
            .load(40, 400, 16)
            .counts(List.of(Count.EFFECTS)),
        of("cache-stampede", "cache-stampede", "racy", "lock-per-query")
            .load(3, 60, 30)
            .untimed()
            .counts(List.of(Count.CALLS)),
        of("long-lock", "long-lock", "racy", "call-before-lock")
            .load(4, 60, 8)
            .counts(List.of(Count.LONG_WAITS)));
  }

  private static Comparison of(String name, String exhibit, String base, String others) {
    List<String> more = List.of(others.split(" "));
    return new Comparison(
        name,
        exhibit,
        Stream.concat(Stream.of(base), more.stream()).toList(),
        20,
        400,
        16,
        more.stream().map(form -> new Pair(form, base)).toList(),
        List.of());
  }

  private Comparison load(int some, int many, int atOnce) {
    return new Comparison(name, exhibit, forms, some, many, atOnce, pairs, counts);
  }

  private Comparison and(String form, String against) {
    List<Pair> more = Stream.concat(pairs.stream(), Stream.of(new Pair(form, against))).toList();
    return new Comparison(name, exhibit, forms, records, operations, concurrency, more, counts);
  }

  /** Where the forms' loads differ on purpose, so that only counts can be compared. */
  private Comparison untimed() {
    return new Comparison(
        name, exhibit, forms, records, operations, concurrency, List.of(), counts);
  }

  private Comparison counts(List<Count> wanted) {
    return new Comparison(name, exhibit, forms, records, operations, concurrency, pairs, wanted);
  }
}
