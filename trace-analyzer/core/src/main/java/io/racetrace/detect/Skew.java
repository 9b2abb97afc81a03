package io.racetrace.detect;

import io.racetrace.access.Access;
import io.racetrace.access.Footprint;
import io.racetrace.access.HeldLock;
import io.racetrace.access.IsolationLevels;
import io.racetrace.access.IsolationLevels.Anomaly;
import io.racetrace.access.Operation;
import io.racetrace.access.Outcome;
import io.racetrace.access.Read;
import io.racetrace.access.Site;
import io.racetrace.access.Snapshot;
import io.racetrace.access.UnitOfWork.Boundary;
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
import io.racetrace.order.HappensBefore;
import io.racetrace.order.Ordering;
import io.racetrace.order.Relation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Two crossing executions: A read {@code seen} and wrote {@code write}; B read the record of that
 * write and wrote {@code changed}, of the record that A had read.
 */
record Skew(Write write, Footprint seen, Read read, Footprint changed, Certainty certainty) {

  Skew(Write write, Footprint seen, Read read, Footprint changed) {
    this(write, seen, read, changed, Certainty.POSSIBLE);
  }

  /** Whether each looked, as far as that is told, at columns that the other one changed. */
  private boolean isCrossing() {
    return read.columns().mayShow(write.columns()) && seen.columns().mayShow(changed.columns());
  }

  /** This with its certainty; null if one of them saw what the other did. */
  @Nullable Skew judged(HappensBefore order) {
    if (!isCrossing()) {
      return null;
    }
    Order a = missed(seen.state(), changed.state(), readOfA(), writeOfB(), order);
    Order b = missed(read.seen(), write.left(), read, write, order);
    if (a == Order.SAW || b == Order.SAW || areKeptApart()) {
      return null;
    }
    boolean open =
        write.outcome() == Outcome.INDETERMINATE || !changed.certain() || scope() == Scope.UNKNOWN;
    Certainty certainty =
        a == Order.PROVEN && b == Order.PROVEN
            ? Certainty.PROVEN
            : a != Order.OPEN && b != Order.OPEN ? Certainty.LIKELY : Certainty.POSSIBLE;
    // Across transactions nobody knows whether what was written rests on what was read.
    Certainty most =
        open
            ? Certainty.POSSIBLE
            : scope() == Scope.LEVEL_BASED ? Certainty.PROVEN : Certainty.LIKELY;
    return new Skew(write, seen, read, changed, certainty.atMost(most));
  }

  /** Whether both were under a lock, from read to write, that only one can hold. */
  private boolean areKeptApart() {
    for (HeldLock own : write.site().surroundings().held()) {
      if (own.covers(write) && own.taken().end() <= seen.interval().start()) {
        for (HeldLock other : read.site().surroundings().held()) {
          if (other.covers(changed.effect()) && own.excludes(other)) {
            return true;
          }
        }
      }
    }
    return false;
  }

  /** How a read stands to a write. */
  enum Order {
    /** The read came before the write, and versions or causality say so. */
    PROVEN,
    BY_CLOCKS,
    OPEN,
    /** The read saw the write. */
    SAW
  }

  static Order missed(Snapshot saw, Snapshot left, Access read, Access write, HappensBefore order) {
    OptionalLong sawVersion = saw.version().number();
    OptionalLong leftVersion = left.version().number();
    if (sawVersion.isPresent() && leftVersion.isPresent()) {
      return sawVersion.getAsLong() < leftVersion.getAsLong() ? Order.PROVEN : Order.SAW;
    }
    Relation relation = order.compare(read, write);
    return switch (relation.ordering()) {
      case BEFORE -> relation.isCausal() ? Order.PROVEN : Order.BY_CLOCKS;
      case AFTER -> Order.SAW;
      case CONCURRENT, UNKNOWN -> Order.OPEN;
    };
  }

  private Read readOfA() {
    return new Read(
        seen.record(), seen.interval(), write.site(), seen.columns(), Set.of(), seen.state());
  }

  private Write writeOfB() {
    return new Write(
        changed.record(),
        changed.interval(),
        changed.effect(),
        read.site(),
        Operation.UPDATE,
        changed.columns(),
        Set.of(),
        Snapshot.UNKNOWN,
        changed.state(),
        null,
        changed.certain() ? Outcome.COMMITTED : Outcome.INDETERMINATE,
        null);
  }

  private Scope scope() {
    if (seen.together() && changed.together()) {
      return Scope.LEVEL_BASED;
    }
    boolean known =
        write.site().unit().boundary() != Boundary.UNKNOWN
            && read.site().unit().boundary() != Boundary.UNKNOWN;
    return known ? Scope.SCOPE_BASED : Scope.UNKNOWN;
  }

  Finding finding(HappensBefore order) {
    Site a = write.site();
    Site b = read.site();
    return new Finding(
        WriteSkew.RULE,
        certainty,
        Severity.MEDIUM,
        Fingerprint.of(WriteSkew.RULE, write.record().type(), path(a), path(b)),
        write.record().type().id(),
        write.columns().contested(),
        1,
        new TreeMap<>(Map.of(certainty, 1L)),
        new TreeSet<>(List.of(a.service(), b.service())),
        scope(),
        scope() == Scope.LEVEL_BASED
            ? IsolationLevels.weakest(write.record().type().store(), Anomaly.WRITE_SKEW)
            : null,
        Math.min(seen.interval().start(), read.interval().start()),
        Math.max(write.effect().end(), changed.effect().end()),
        GuardLedger.ofReads(
            a.unit(), seen.locked(), b.unit(), read.guards(), write.record().type().store()),
        new Impact(2, 0, new TreeMap<>(), 0),
        List.of(exemplar(order)),
        null);
  }

  private static String path(Site site) {
    return site.service() + "\1" + site.entryPoint().operation();
  }

  private Exemplar exemplar(HappensBefore order) {
    String a = write.site().service();
    String b = read.site().service();
    String one = name(write);
    String other = changed.record().type().name() + " " + changed.record().key();
    return new Exemplar(
        certainty,
        write.record().key(),
        Math.max(write.effect().end(), changed.effect().end()),
        List.of(
            Side.of(write.site(), List.of(seen.spanId(), write.site().spanId())),
            Side.of(read.site(), List.of(read.site().spanId(), changed.spanId()))),
        null,
        new TreeMap<>(),
        (a.equals(b) ? "two executions of " + a : a + " and " + b)
            + " each changed what the other had read, and neither saw it",
        new Explanation(
            steps(one, other),
            List.of(
                "A read " + other + " and wrote " + one + "; B read " + one + " and wrote " + other,
                "each had read before the other's write took effect",
                "if what they wrote rests on what they read, one of the two should not have"),
            List.of("one execution", "a record that both wrote", "one that saw the other's write"),
            decidedBy(order)));
  }

  private String decidedBy(HappensBefore order) {
    return switch (certainty) {
      case PROVEN -> "proven by versions or causality";
      case LIKELY, POSSIBLE, LATENT -> {
        Relation relation = order.compare(read, write);
        yield relation.ordering() == Ordering.BEFORE
            ? "by clocks; " + relation.reason().because()
            : "not decided: within what clocks may differ, or unknown";
      }
    };
  }

  private static String name(Access access) {
    return access.record().type().name() + " " + access.record().key();
  }

  private List<Step> steps(String one, String other) {
    List<Step> steps = new ArrayList<>();
    steps.add(step(seen.interval().start(), "A", "READ  " + other, seen.state()));
    steps.add(step(read.interval().start(), "B", "READ  " + one, read.seen()));
    steps.add(step(write.effect().end(), "A", "WRITE " + one, write.left()));
    steps.add(step(changed.effect().end(), "B", "WRITE " + other, changed.state()));
    steps.sort(Comparator.comparingLong(Step::time).thenComparing(Step::side));
    return steps;
  }

  private static Step step(long time, String side, String action, Snapshot state) {
    String text = LostUpdateStory.text(state);
    return new Step(time, side, action, text.isEmpty() ? "unknown" : text, "");
  }
}
