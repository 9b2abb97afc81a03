package io.racetrace.detect;

import io.racetrace.access.Access;
import io.racetrace.access.Columns;
import io.racetrace.access.RecordType;
import io.racetrace.access.Write;
import io.racetrace.finding.Certainty;
import io.racetrace.finding.Exemplar;
import io.racetrace.finding.Explanation;
import io.racetrace.finding.Finding;
import io.racetrace.finding.Fingerprint;
import io.racetrace.finding.Impact;
import io.racetrace.finding.Scope;
import io.racetrace.finding.Severity;
import io.racetrace.finding.Side;
import io.racetrace.finding.Step;
import io.racetrace.ownership.Breach;
import io.racetrace.ownership.Ownership;
import io.racetrace.ownership.Ownerships;
import io.racetrace.ownership.WriteException;
import io.racetrace.trace.Interval;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The ownership conflicts that contracts prove: one write by a service that does not own what it
 * writes is enough, whoever else writes it.
 */
public final class ContractBreaches {

  private static final String ASSUMPTION =
      "no span tells the database (db.namespace): that it is the contract's is assumed";

  private final Ownerships ownerships;
  private final int maxExemplars;
  private final Map<Foreign, Tally> tallies = new HashMap<>();
  private final Map<RecordType, Write> byOwners = new HashMap<>();
  private final Set<String> judged = new HashSet<>();

  /** Looked up once for each type, not for each write. */
  private final Map<RecordType, @Nullable Ownership> byType = new HashMap<>();

  /** What a service breaks, and of which record type. */
  private record Foreign(RecordType type, String service, Breach breach) {}

  /** How often, and the first ones. */
  private static final class Tally {

    private final SortedSet<Write> first = new TreeSet<>(Access.CANONICAL);
    private final Set<String> records = new HashSet<>();
    private final SortedSet<String> columns = new TreeSet<>();
    private long count;
    private @Nullable Interval seen;

    /**
     * @param written the columns of the write that are broken
     */
    void add(Write write, SortedSet<String> written, int maxExemplars) {
      count++;
      if (!write.record().key().isEmpty()) {
        records.add(write.record().key());
      }
      columns.addAll(written);
      Interval effect = write.effect();
      seen =
          seen == null
              ? effect
              : new Interval(
                  Math.min(seen.start(), effect.start()), Math.max(seen.end(), effect.end()));
      first.add(write);
      if (first.size() > maxExemplars) {
        first.remove(first.last());
      }
    }
  }

  public ContractBreaches(Ownerships ownerships, int maxExemplars) {
    this.ownerships = ownerships;
    this.maxExemplars = maxExemplars;
  }

  /** Whether a contract says who writes the record type, as reports name it; of what was added. */
  public boolean judge(String recordType) {
    return judged.contains(recordType);
  }

  public void add(Access access) {
    if (ownerships.all().isEmpty()
        || !(access instanceof Write write)
        || !write.outcome().mayHaveTakenEffect()) {
      return;
    }
    RecordType type = write.record().type();
    if (!byType.containsKey(type)) {
      byType.put(type, ownerships.of(type));
    }
    Ownership ownership = byType.get(type);
    if (ownership == null) {
      return;
    }
    judged.add(type.id());
    SortedSet<Breach> broken = ownership.broken(write, ownerships.day());
    if (broken.isEmpty()) {
      byOwners.merge(
          type, write, (one, other) -> Access.CANONICAL.compare(one, other) <= 0 ? one : other);
    }
    for (Breach breach : broken) {
      SortedSet<String> columns = new TreeSet<>(write.columns().contested());
      String own = breach.column();
      columns.removeIf(
          column -> own == null ? ownership.columns().containsKey(column) : !own.equals(column));
      tallies
          .computeIfAbsent(
              new Foreign(type, write.site().service(), breach), foreign -> new Tally())
          .add(write, columns, maxExemplars);
    }
  }

  /** One finding for each service and each thing that it writes and does not own. */
  public List<Finding> findings() {
    List<Finding> findings = new ArrayList<>();
    tallies.forEach((foreign, tally) -> findings.add(finding(foreign, tally)));
    return findings;
  }

  private Finding finding(Foreign foreign, Tally tally) {
    Write a = tally.first.first();
    Write b = byOwners.getOrDefault(foreign.type, a);
    String column = foreign.breach.column();
    SortedMap<Certainty, Long> byCertainty = new TreeMap<>();
    byCertainty.put(Certainty.PROVEN, tally.count);
    Interval seen = tally.seen == null ? a.effect() : tally.seen;
    Finding finding =
        new Finding(
            OwnershipConflict.RULE,
            Certainty.PROVEN,
            Severity.MEDIUM,
            Fingerprint.of(
                OwnershipConflict.RULE,
                foreign.type,
                foreign.service,
                "by contract" + (column == null ? "" : "\1" + column)),
            foreign.type.id(),
            tally.columns,
            tally.count,
            byCertainty,
            new TreeSet<>(List.of(a.site().service(), b.site().service())),
            Scope.UNKNOWN,
            null,
            seen.start(),
            seen.end(),
            GuardLedger.of(a, b),
            new Impact(Math.max(1, tally.records.size()), 0, new TreeMap<>(), 0),
            tally.first.stream().map(write -> exemplar(foreign, write)).toList(),
            null,
            foreign.breach);
    return ownerships.isAssumed(foreign.type) ? finding.assuming(ASSUMPTION) : finding;
  }

  private Exemplar exemplar(Foreign foreign, Write a) {
    Write owners = byOwners.get(foreign.type);
    Write b = owners == null ? a : owners;
    boolean rests = !a.site().keySource().isAssumed() && !b.site().keySource().isAssumed();
    return new Exemplar(
        Certainty.PROVEN,
        rests ? a.record().key() : "",
        a.effect().end(),
        List.of(
            Side.of(a.site(), List.of(a.site().spanId())),
            Side.of(b.site(), List.of(b.site().spanId()))),
        null,
        new TreeMap<>(),
        foreign.service
            + " writes "
            + what(foreign)
            + ", which "
            + foreign.breach.owners()
            + (foreign.breach.owners().services().size() == 1 ? " owns" : " own")
            + " by contract",
        new Explanation(
            steps(a, owners),
            because(foreign, a, owners),
            List.of("a write by an owner", "an exception that lasts", "a write without effect"),
            "one write is enough: no times are compared"));
  }

  private static List<Step> steps(Write a, @Nullable Write owners) {
    List<Step> steps = WriteSteps.of(a, owners == null ? a : owners);
    return owners == null ? steps.subList(0, 1) : steps;
  }

  private static String what(Foreign foreign) {
    String column = foreign.breach.column();
    return foreign.type.name() + (column == null ? "" : "." + column);
  }

  private static List<String> because(Foreign foreign, Write a, @Nullable Write owners) {
    Breach breach = foreign.breach;
    List<String> because = new ArrayList<>();
    because.add(
        breach.owners().declared()
            + " says who writes "
            + what(foreign)
            + ": "
            + breach.owners()
            + (breach.owners().services().size() == 1 ? " alone" : ""));
    because.add(written(a.columns(), foreign.service));
    WriteException expired = breach.expired();
    if (expired != null) {
      because.add(
          "its exception ended on "
              + expired.until()
              + (expired.reason().isEmpty() ? "" : " (" + expired.reason() + ")")
              + ": "
              + expired.declared());
    }
    because.add(
        owners == null
            ? "no write by an owner was seen"
            : "B is a write by an owner"
                + (owners.record().equals(a.record()) ? "" : ", of another record"));
    return because;
  }

  private static String written(Columns columns, String service) {
    SortedSet<String> all = new TreeSet<>(columns.absolute());
    all.addAll(columns.relative());
    return "A, which is "
        + service
        + ", wrote it"
        + (all.isEmpty() ? "" : ": " + String.join(", ", all));
  }
}
