package io.racetrace.detect;

import io.racetrace.access.Guard;
import io.racetrace.access.Site;
import io.racetrace.access.Write;
import io.racetrace.detect.Attempts.Attempt;
import io.racetrace.detect.Attempts.Reason;
import io.racetrace.detect.RetryStorm.Storm;
import io.racetrace.finding.Exemplar;
import io.racetrace.finding.Explanation;
import io.racetrace.finding.Finding;
import io.racetrace.finding.Fingerprint;
import io.racetrace.finding.Impact;
import io.racetrace.finding.Scope;
import io.racetrace.finding.Severity;
import io.racetrace.finding.Side;
import io.racetrace.finding.Step;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;

/** Tells a storm: A tried most often, B was faster. */
final class RetryStormStory {

  /** So many of A's attempts are told. */
  private static final int TOLD = 2;

  private RetryStormStory() {}

  static Finding tell(Storm storm) {
    List<Attempt> tries = mostPatient(storm);
    Write a = tries.get(tries.size() - 1).write();
    Write b = winner(storm, tries);
    List<Attempt> all = storm.attempts();
    TreeMap<String, Long> costs = new TreeMap<>();
    costs.put("executions", (long) storm.executions().size());
    costs.put("attempts", (long) all.size());
    costs.put("refused", storm.refused());
    costs.put("changes", storm.changes());
    costs.put("gaveUp", storm.gaveUp());
    long first =
        all.stream().mapToLong(each -> each.write().interval().start()).min().orElseThrow();
    long last = all.stream().mapToLong(each -> each.write().effect().end()).max().orElseThrow();
    String operation = Attempts.operation(a.site());
    return new Finding(
        RetryStorm.RULE,
        storm.certainty(),
        storm.gaveUp() > 0 ? Severity.MEDIUM : Severity.LOW,
        Fingerprint.of(RetryStorm.RULE, a.record().type(), operation, operation),
        a.record().type().id(),
        a.columns().shared(b.columns()),
        1,
        new TreeMap<>(Map.of(storm.certainty(), 1L)),
        new TreeSet<>(List.of(a.site().service(), b.site().service())),
        Scope.UNKNOWN,
        null,
        first,
        last,
        GuardLedger.of(a, b),
        Impact.ofCosts(costs),
        List.of(exemplar(storm, tries, b, last)),
        null);
  }

  /** Who tried most often; of equals the first one. */
  private static List<Attempt> mostPatient(Storm storm) {
    return storm.executions().stream()
        .min(
            Comparator.comparingInt((List<Attempt> own) -> own.size())
                .reversed()
                .thenComparing(own -> own.get(0).write(), Write.CANONICAL))
        .orElseThrow();
  }

  private static Write winner(Storm storm, List<Attempt> tries) {
    Site site = tries.get(0).write().site();
    for (Attempt attempt : tries) {
      if (attempt.winner() != null) {
        return attempt.winner();
      }
    }
    return storm.attempts().stream()
        .filter(other -> !other.write().site().sameExecution(site))
        .min(
            Comparator.comparing(Attempt::isRefused).thenComparing(Attempt::write, Write.CANONICAL))
        .orElseThrow()
        .write();
  }

  private static Exemplar exemplar(Storm storm, List<Attempt> tries, Write b, long last) {
    Site a = tries.get(0).write().site();
    return new Exemplar(
        storm.certainty(),
        b.record().key(),
        last,
        List.of(
            Side.of(a, tries.stream().map(each -> each.write().site().spanId()).toList()),
            Side.of(b.site(), List.of(b.site().spanId()))),
        null,
        new TreeMap<>(),
        sentence(storm, a),
        new Explanation(
            steps(tries, b),
            because(storm, tries),
            List.of("a few conflicts", "a row that one execution changes twice"),
            decidedBy(storm)));
  }

  private static String sentence(Storm storm, Site site) {
    long changes = storm.changes();
    return site.entryPoint().operation()
        + " made "
        + storm.attempts().size()
        + " attempts for "
        + changes
        + (changes == 1 ? " change" : " changes")
        + " of one record"
        + (changes == 0 ? "" : ", " + ratio(storm.attempts().size(), changes) + " for each")
        + (storm.gaveUp() == 0
            ? ""
            : "; " + storm.gaveUp() + " of " + storm.executions().size() + " gave up");
  }

  private static List<String> because(Storm storm, List<Attempt> tries) {
    List<Attempt> all = storm.attempts();
    Map<Guard, Long> by = new EnumMap<>(Guard.class);
    for (Attempt attempt : all) {
      if (attempt.isRefused()) {
        by.merge(Objects.requireNonNull(attempt.write().rejectedBy()), 1L, Long::sum);
      }
    }
    List<String> guards = new ArrayList<>();
    by.forEach((guard, count) -> guards.add(count + " by " + guard.id()));
    List<String> because = new ArrayList<>();
    because.add(
        storm.refused()
            + " of "
            + all.size()
            + " attempts were refused ("
            + storm.refused() * 100 / all.size()
            + " %): "
            + String.join(", ", guards)
            + "; one execution tried "
            + tries.size()
            + (tries.size() == 1 ? " time" : " times"));
    String window = window(all);
    if (!window.isEmpty()) {
      because.add(window);
    }
    because.add(
        "above 30 % retries are the wrong tool; a row lock carries it only around short work");
    return because;
  }

  /** How long the window is, and how often the record changes. */
  private static String window(List<Attempt> all) {
    long nanos = 0;
    long measured = 0;
    long first = Long.MAX_VALUE;
    long last = Long.MIN_VALUE;
    long changes = 0;
    for (Attempt attempt : all) {
      if (attempt.read() != null) {
        nanos += Math.max(0, attempt.write().interval().end() - attempt.read().interval().start());
        measured++;
      }
      if (!attempt.isRefused()) {
        changes++;
        first = Math.min(first, attempt.write().effect().end());
        last = Math.max(last, attempt.write().effect().end());
      }
    }
    String from =
        measured == 0 ? "" : "from read to write it takes " + nanos / measured / 1_000_000 + " ms";
    String rate =
        changes < 2 || last <= first
            ? ""
            : "the record changed "
                + String.format(Locale.ROOT, "%.1f", (changes - 1) * 1e9 / (double) (last - first))
                + " times a second meanwhile";
    return from.isEmpty() || rate.isEmpty() ? from + rate : from + "; " + rate;
  }

  private static String decidedBy(Storm storm) {
    long proven = storm.attempts().stream().filter(each -> each.reason() == Reason.PROVEN).count();
    String by = proven + " of " + storm.refused() + " refusals by the store's word or by versions";
    return proven == storm.refused() ? by : by + ", the rest by times";
  }

  private static List<Step> steps(List<Attempt> tries, Write b) {
    List<Step> steps = new ArrayList<>();
    for (Attempt attempt : tries.subList(0, Math.min(TOLD, tries.size()))) {
      Write write = attempt.write();
      boolean refused = attempt.isRefused();
      steps.add(
          new Step(
              refused ? write.interval().end() : write.effect().end(),
              "A",
              "WRITE",
              "unknown",
              refused ? "<< refused" : ""));
    }
    steps.add(new Step(b.effect().end(), "B", "WRITE", "unknown", "was faster"));
    steps.sort(Comparator.comparingLong(Step::time).thenComparing(Step::side));
    return steps;
  }

  private static String ratio(long attempts, long changes) {
    return String.format(Locale.ROOT, "%.1f", (double) attempts / changes);
  }
}
