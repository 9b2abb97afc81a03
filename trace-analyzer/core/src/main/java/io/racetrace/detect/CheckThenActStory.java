package io.racetrace.detect;

import io.racetrace.access.Access;
import io.racetrace.access.Read;
import io.racetrace.access.Write;
import io.racetrace.detect.CheckThenAct.Race;
import io.racetrace.finding.Certainty;
import io.racetrace.finding.Exemplar;
import io.racetrace.finding.Explanation;
import io.racetrace.finding.Side;
import io.racetrace.finding.Slack;
import io.racetrace.finding.Step;
import io.racetrace.order.HappensBefore;
import io.racetrace.order.Relation;
import io.racetrace.trace.SpanId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Tells a race of two decisions: A acted on what B had made untrue. */
final class CheckThenActStory {

  private CheckThenActStory() {}

  static Exemplar tell(Race race, HappensBefore order) {
    Decision a = race.stale();
    Decision b = race.other();
    List<Step> steps = new ArrayList<>();
    addSteps(steps, "A", a);
    addSteps(steps, "B", b);
    return exemplar(
        race.certainty(),
        a.act().record().key(),
        List.of(side(a), side(b)),
        slack(a, b, order),
        sentence(a, b),
        steps,
        because(a, b),
        race.looked());
  }

  static Exemplar exemplar(
      Certainty certainty,
      String predicate,
      List<Side> sides,
      @Nullable Slack slack,
      String sentence,
      List<Step> steps,
      List<String> because,
      Relation decidedBy) {
    steps.sort(Comparator.comparingLong(Step::time));
    Step last = steps.get(steps.size() - 1);
    steps.set(steps.size() - 1, last.remarked("<< too late"));
    return new Exemplar(
        certainty,
        predicate,
        last.time(),
        sides,
        slack,
        new TreeMap<>(),
        sentence,
        new Explanation(
            steps,
            because,
            List.of("one execution", "one message", "a write without effect", "a common lock"),
            (certainty == Certainty.POSSIBLE ? "not decided: " : "")
                + decidedBy.reason().because()));
  }

  private static String sentence(Decision a, Decision b) {
    String one = a.act().site().service();
    String other = b.act().site().service();
    String what = a.act().record().key();
    boolean itself = one.equals(other);
    if (a.counts()) {
      return one
          + " changed "
          + String.join(", ", a.act().columns().contested())
          + " of "
          + what
          + " by a look from before "
          + (itself ? "another request" : other)
          + " did";
    }
    if (b.check() == null) {
      return one
          + " looked for "
          + what
          + ", and acted after "
          + (itself ? "another request" : other)
          + " had added it";
    }
    Read check = a.check();
    String looked = check != null && Looks.isTotal(check) ? " counted " : " looked for ";
    return itself
        ? one + looked + what + " twice, then added it twice"
        : one + " and " + other + looked + what + ", then both added it";
  }

  private static List<String> because(Decision a, Decision b) {
    List<String> because = new ArrayList<>();
    because.add(
        b.check() == null
            ? "A looked before B's write took effect, which changes the answer, and wrote all the same"
            : "each looked before the other's write took effect, and wrote all the same");
    because.addAll(Basis.because(Basis.of(a), Basis.of(b)));
    if (a.isOfAnotherRequest() || b.isOfAnotherRequest()) {
      because.add("the look and the write are in two requests of one flow: joined by its id alone");
    }
    Read check = a.check();
    if (!a.counts() && check != null && !Looks.decides(check)) {
      because.add("nothing shows that A's write was decided by what it had read");
    }
    return because;
  }

  private static Side side(Decision decision) {
    List<SpanId> spans = new ArrayList<>();
    Read check = decision.check();
    if (check != null && !decision.isOfAnotherRequest()) {
      spans.add(check.site().spanId());
    }
    spans.add(decision.act().site().spanId());
    return Side.of(decision.act().site(), spans);
  }

  private static void addSteps(List<Step> steps, String side, Decision decision) {
    Read check = decision.check();
    if (check != null) {
      steps.add(look(side, check));
    }
    steps.add(write(side, decision.act()));
  }

  static Step look(String side, Read look) {
    return new Step(look.interval().start(), side, Looks.action(look), "unknown", "");
  }

  static Step write(String side, Write write) {
    return Step.of(write, side, write.operation().id().toUpperCase(Locale.ROOT), "unknown", "");
  }

  private static @Nullable Slack slack(Decision a, Decision b, HappensBefore order) {
    Access check = a.check();
    if (check == null || HappensBefore.shareClock(a.act(), b.act())) {
      return null;
    }
    return new Slack(
        check.interval().end() - b.act().effect().start(),
        a.act().effect().start() - b.act().effect().end(),
        order.offset(a.act(), b.act()).reversed());
  }
}
