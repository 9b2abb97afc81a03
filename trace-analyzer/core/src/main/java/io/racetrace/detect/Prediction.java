package io.racetrace.detect;

import io.racetrace.access.Isolation;
import io.racetrace.access.IsolationLevels;
import io.racetrace.access.IsolationLevels.Anomaly;
import io.racetrace.access.Operation;
import io.racetrace.access.Read;
import io.racetrace.access.Write;
import io.racetrace.finding.Certainty;
import io.racetrace.finding.Exemplar;
import io.racetrace.finding.Expectation;
import io.racetrace.finding.Explanation;
import io.racetrace.finding.Finding;
import io.racetrace.finding.Fingerprint;
import io.racetrace.finding.Impact;
import io.racetrace.finding.Scope;
import io.racetrace.finding.Severity;
import io.racetrace.finding.Side;
import io.racetrace.finding.Step;
import io.racetrace.history.ChangePath;
import io.racetrace.history.ChangePath.UnitSpan;
import io.racetrace.history.ChangePaths.Example;
import io.racetrace.history.ChangePaths.Tally;
import io.racetrace.trace.SpanId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** All that two entry points can do to each other's changes of one record type. */
final class Prediction {

  /** Once a day. */
  private static final double OFTEN = 1;

  /** Once a month. */
  private static final double SELDOM = 1.0 / 30;

  private final SortedSet<String> columns = new TreeSet<>();
  private final SortedMap<ChangePath, Tally> involved = new TreeMap<>();
  private @Nullable Pairing lead;
  private double perDay;

  /** Two paths; A can overwrite B. */
  private record Pairing(
      ChangePath pathA, Tally tallyA, ChangePath pathB, Tally tallyB, Expectation expected) {

    double rate() {
      Double perDay = expected.perDay();
      return perDay == null ? -1 : perDay;
    }
  }

  static String codePath(ChangePath path) {
    return path.service() + "\1" + path.operation() + "\1" + path.predicate();
  }

  void add(Map.Entry<ChangePath, Tally> a, Map.Entry<ChangePath, Tally> b, Expectation expected) {
    Pairing pairing = new Pairing(a.getKey(), a.getValue(), b.getKey(), b.getValue(), expected);
    columns.addAll(columns(a.getKey(), b.getKey()));
    if (expected.windowNanosB() > 0) {
      columns.addAll(columns(b.getKey(), a.getKey()));
    }
    involved.put(a.getKey(), a.getValue());
    involved.put(b.getKey(), b.getValue());
    perDay += Math.max(0, pairing.rate());
    if (lead == null || pairing.rate() > lead.rate()) {
      lead = pairing;
    }
  }

  private static Collection<String> columns(ChangePath path, ChangePath victim) {
    return path.predicate().isEmpty()
        ? Overwriting.columns(path, victim)
        : List.of(path.predicate().split(","));
  }

  Finding finding() {
    Pairing pairing = Objects.requireNonNull(lead);
    ChangePath a = pairing.pathA;
    ChangePath b = pairing.pathB;
    Expectation one = pairing.expected;
    Expectation expected = one.perDay() == null ? one : one.perDay(perDay);
    long count = involved.values().stream().mapToLong(Tally::count).sum();
    SortedMap<Certainty, Long> byCertainty = new TreeMap<>();
    byCertainty.put(Certainty.LATENT, count);
    Write writeA = pairing.tallyA.example().write();
    Write writeB = pairing.tallyB.example().write();
    return new Finding(
        LatentRace.RULE,
        Certainty.LATENT,
        severity(expected.perDay()),
        Fingerprint.of(LatentRace.RULE, a.type(), codePath(a), codePath(b)),
        a.type().id(),
        columns,
        count,
        byCertainty,
        new TreeSet<>(List.of(a.service(), b.service())),
        scope(a),
        stops(a),
        involved.values().stream().mapToLong(tally -> tally.seen().start()).min().orElseThrow(),
        involved.values().stream().mapToLong(tally -> tally.seen().end()).max().orElseThrow(),
        GuardLedger.of(writeA, writeB),
        new Impact(0, 0, new TreeMap<>(), 0),
        List.of(exemplar(pairing, expected)),
        expected);
  }

  private static Severity severity(@Nullable Double perDay) {
    if (perDay == null) {
      return Severity.MEDIUM;
    }
    return perDay >= OFTEN ? Severity.HIGH : perDay >= SELDOM ? Severity.MEDIUM : Severity.LOW;
  }

  private static @Nullable Isolation stops(ChangePath a) {
    return a.span() == UnitSpan.ONE
        ? IsolationLevels.weakest(
            a.type().store(), a.does() == Operation.INSERT ? Anomaly.PHANTOM : Anomaly.LOST_UPDATE)
        : null;
  }

  private static Scope scope(ChangePath a) {
    return switch (a.span()) {
      case UNKNOWN -> Scope.UNKNOWN;
      case ONE -> Scope.LEVEL_BASED;
      case TWO -> Scope.SCOPE_BASED;
    };
  }

  private static Exemplar exemplar(Pairing pairing, Expectation expected) {
    Example a = pairing.tallyA.example();
    Example b = pairing.tallyB.example();
    return new Exemplar(
        Certainty.LATENT,
        a.write().record().key(),
        Math.max(a.write().effect().end(), b.write().effect().end()),
        List.of(side(a), side(b)),
        null,
        new TreeMap<>(),
        ExpectationWords.brief(expected) + ": " + sentence(pairing.pathA, pairing.pathB),
        new Explanation(
            steps(a, b),
            because(pairing),
            List.of(
                "a guard that both keep",
                "columns that do not meet",
                "a write that does not depend on the read",
                "the one always comes because of the other"),
            ExpectationWords.inFull(expected)));
  }

  private static String sentence(ChangePath a, ChangePath b) {
    boolean same = codePath(a).equals(codePath(b));
    if (!a.predicate().isEmpty()) {
      return a.operation()
          + " and "
          + (same ? "itself" : b.operation())
          + (a.does() == Operation.INSERT
              ? " can both find no row by " + a.predicate() + " and both insert one"
              : " can both find the limit not reached yet, and both count on");
    }
    return a.operation() + " can overwrite a change by " + (same ? "itself" : b.operation());
  }

  private static List<String> because(Pairing pairing) {
    List<String> because = new ArrayList<>();
    because.add(
        pairing.pathA.predicate().isEmpty()
            ? "A reads the record and then sets what it has read, and would not notice a change by"
                + " B between"
            : "A looks and then acts on what it has found, and would not notice B doing the same"
                + " between");
    because.add("A, " + times(pairing.tallyA) + ": " + statement(pairing.pathA));
    if (!pairing.pathA.equals(pairing.pathB)) {
      because.add("B, " + times(pairing.tallyB) + ": " + statement(pairing.pathB));
    }
    return because;
  }

  private static String times(Tally tally) {
    return tally.count() == 1 ? "once" : tally.count() + " times";
  }

  private static String statement(ChangePath path) {
    return path.write().isEmpty() ? path.does().id() + " without its text" : path.write();
  }

  private static Side side(Example change) {
    List<SpanId> spans = new ArrayList<>();
    Read read = change.read();
    if (read != null) {
      spans.add(read.site().spanId());
    }
    spans.add(change.write().site().spanId());
    Side side = Side.of(change.write().site(), spans);
    return read == null ? side : side.restingOn(read.site().keySource());
  }

  /** The two examples, each as it was; they need not be of the same record. */
  private static List<Step> steps(Example a, Example b) {
    List<Step> steps = new ArrayList<>();
    steps(steps, "A", a);
    if (!a.equals(b)) {
      steps(steps, "B", b);
    }
    steps.sort(Comparator.comparingLong(Step::time));
    return steps;
  }

  private static void steps(List<Step> steps, String side, Example change) {
    Read read = change.read();
    if (read != null) {
      steps.add(new Step(read.interval().start(), side, "READ", "unknown", ""));
    }
    Write write = change.write();
    steps.add(Step.of(write, side, write.operation().id().toUpperCase(Locale.ROOT), "unknown", ""));
  }
}
