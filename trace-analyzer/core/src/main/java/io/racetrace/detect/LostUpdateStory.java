package io.racetrace.detect;

import io.racetrace.access.KeySource;
import io.racetrace.access.Outcome;
import io.racetrace.access.Read;
import io.racetrace.access.Snapshot;
import io.racetrace.access.Version;
import io.racetrace.access.Write;
import io.racetrace.finding.Certainty;
import io.racetrace.finding.Exemplar;
import io.racetrace.finding.Explanation;
import io.racetrace.finding.Side;
import io.racetrace.finding.Slack;
import io.racetrace.finding.Step;
import io.racetrace.history.ReadModifyWrite;
import io.racetrace.order.HappensBefore;
import io.racetrace.trace.SpanId;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** Tells a loss step by step, with its reasons: A is who overwrote, B is whose change is gone. */
final class LostUpdateStory {

  private final ReadModifyWrite a;
  private final ReadModifyWrite b;
  private final Loss loss;
  private final HappensBefore order;

  private LostUpdateStory(Loss loss, HappensBefore order) {
    this.loss = loss;
    this.order = order;
    a = loss.overwriter();
    b = loss.lost();
  }

  static Telling of(Loss loss, SortedMap<String, BigDecimal> lost, HappensBefore order) {
    boolean readAssumed =
        Telling.restsOnAssumedKey(loss.overwriter().read())
            || restsOnVictimsRead(loss) && Telling.restsOnAssumedKey(loss.lost().read());
    return Telling.of(
            loss.overwriter().write(),
            loss.lost().write(),
            readAssumed ? loss.certainty().atMost(Certainty.POSSIBLE) : loss.certainty(),
            () -> tell(loss, lost, order))
        .resting(Basis.of(loss.overwriter()), Basis.of(loss.lost()));
  }

  /** What was overwritten is gone, whatever it was made from, if it is known who came last. */
  private static boolean restsOnVictimsRead(Loss loss) {
    Read read = loss.lost().read();
    return !loss.directionKnown() || read != null && read.site().keySource() != KeySource.WRITTEN;
  }

  private static Exemplar tell(Loss loss, SortedMap<String, BigDecimal> lost, HappensBefore order) {
    LostUpdateStory story = new LostUpdateStory(loss, order);
    Slack slack = story.slack();
    return new Exemplar(
        loss.certainty(),
        story.a.write().record().key(),
        Math.max(story.a.write().effect().end(), story.b.write().effect().end()),
        List.of(side(story.a, true), side(story.b, restsOnVictimsRead(loss))),
        slack,
        lost,
        story.sentence(lost),
        new Explanation(story.steps(), story.because(), story.ruledOut(), story.decidedBy(slack)));
  }

  private String sentence(SortedMap<String, BigDecimal> lost) {
    String overwriter = a.write().site().service();
    String victim = b.write().site().service();
    if (!loss.directionKnown()) {
      return "of two changes, by "
          + overwriter
          + " and by "
          + victim
          + ", one is gone; which one is not known";
    }
    StringBuilder sentence = new StringBuilder(overwriter).append(" overwrote a change by ");
    sentence.append(overwriter.equals(victim) ? "itself" : victim);
    for (Map.Entry<String, BigDecimal> entry : lost.entrySet()) {
      sentence
          .append(": ")
          .append(entry.getValue().toPlainString())
          .append(" of ")
          .append(entry.getKey())
          .append(entry.getValue().compareTo(BigDecimal.ONE) == 0 ? " is" : " are")
          .append(" gone");
    }
    String before = b.left().value();
    String after = a.left().value();
    if (!lost.isEmpty() && before != null && after != null) {
      sentence.append(" (").append(before).append(" became ").append(after).append(")");
    }
    return sentence.toString();
  }

  private static Side side(ReadModifyWrite change, boolean restsOnRead) {
    List<SpanId> spans = new ArrayList<>();
    Read read = change.read();
    if (read != null) {
      spans.add(read.site().spanId());
    }
    spans.add(change.write().site().spanId());
    Side side = Side.of(change.write().site(), spans);
    return read == null || !restsOnRead ? side : side.restingOn(read.site().keySource());
  }

  private List<Step> steps() {
    List<Step> steps = new ArrayList<>();
    addSteps(steps, "A", a);
    addSteps(steps, "B", b);
    steps.sort(Comparator.comparingLong(Step::time));
    int last = steps.size() - 1;
    Step end = steps.get(last);
    String remark = loss.directionKnown() ? "<< B is lost" : "<< A or B lost";
    steps.set(last, end.remarked(remark));
    return steps;
  }

  private static void addSteps(List<Step> steps, String side, ReadModifyWrite change) {
    Read read = change.read();
    if (read != null) {
      steps.add(
          new Step(
              read.interval().start(),
              side,
              ("READ  " + brief(read.seen())).strip(),
              rowAfter(read.seen()),
              ""));
    }
    Write write = change.write();
    String basedOn = brief(change.base());
    steps.add(
        Step.of(
            write,
            side,
            ("WRITE " + brief(write.left()) + (basedOn.isEmpty() ? "" : " based on " + basedOn))
                .strip(),
            rowAfter(write.left()),
            ""));
  }

  private List<String> because() {
    List<String> because = new ArrayList<>();
    String base = text(a.base());
    String left = text(b.left());
    if (!base.isEmpty() && base.equals(text(b.base()))) {
      because.add("both are based on " + base);
    }
    if (loss.decidedBy() == Loss.Evidence.ASKER) {
      because.add(
          "who asked A to write had been shown the record before B wrote, and A did not read it"
              + " again");
      because.add("no version travels with the request, so nobody could notice");
      return because;
    }
    String wroteFrom = base.isEmpty() ? "what it had read before" : base;
    if (loss.directionKnown()) {
      because.add(
          "B wrote "
              + (left.isEmpty() ? "its change" : left)
              + "; then A wrote "
              + (text(a.left()).isEmpty() ? "its own" : text(a.left()))
              + ", made from "
              + wroteFrom
              + ", not having seen B's");
    } else {
      because.add("each had read before the other's write took effect, and both took effect");
    }
    List<String> ofLocks = Basis.because(Basis.of(a), Basis.of(b));
    because.addAll(
        ofLocks.isEmpty()
            ? List.of("neither was told: B's write was accepted, and so was A's")
            : ofLocks);
    return because;
  }

  private String decidedBy(@Nullable Slack slack) {
    String decided =
        switch (loss.decidedBy()) {
          case VERSIONS -> "proven by the versions that the store counted";
          case VALUES -> "proven by values";
          case CAUSALITY -> "proven by causality: " + order.compare(b.write(), a.write()).because();
          case ASKER ->
              "not decided: one session or user asked for A's read and for A's write, and nothing"
                  + " tells whether the one was made from the other";
          case CLOCKS ->
              switch (loss.certainty()) {
                case PROVEN, LIKELY -> "by clocks";
                case POSSIBLE, LATENT -> "not decided: within what clocks may differ, or unknown";
              };
        };
    if (slack == null) {
      return decided + "; one clock, or no read to compare";
    }
    return String.format(
        Locale.ROOT,
        "%s; %s (B shift %s; verdict holds for %s..%s ms)",
        decided,
        slack.coversShift() ? "clocks agree" : "clocks alone could not tell",
        slack.shift(),
        signed(slack.from()),
        signed(slack.to()));
  }

  private @Nullable Slack slack() {
    Read read = a.read();
    if (read == null || HappensBefore.shareClock(a.write(), b.write())) {
      return null;
    }
    return new Slack(
        read.interval().end() - b.write().effect().start(),
        a.write().effect().start() - b.write().effect().end(),
        // To hold against a clock that is ahead, B's times are shifted back.
        order.offset(a.write(), b.write()).reversed());
  }

  private static String rowAfter(Snapshot snapshot) {
    String text = text(snapshot);
    return text.isEmpty() ? "unknown" : text;
  }

  /** A value with its version, or what there is of them; empty if nothing was recorded. */
  static String text(Snapshot snapshot) {
    String value = snapshot.value();
    if (snapshot.version() instanceof Version.Known known) {
      return value == null ? "v" + known.text() : value + " (v" + known.text() + ")";
    }
    return value == null ? "" : value;
  }

  /** The value, or the version where there is no value; empty if nothing was recorded. */
  private static String brief(Snapshot snapshot) {
    String value = snapshot.value();
    return value == null ? text(snapshot) : value;
  }

  private List<String> ruledOut() {
    List<String> ruledOut = new ArrayList<>();
    ruledOut.add("one execution");
    if (!a.write().site().traceId().equals(b.write().site().traceId())) {
      ruledOut.add("one trace");
    }
    ruledOut.add("a relative change");
    if (a.write().outcome() == Outcome.COMMITTED && b.write().outcome() == Outcome.COMMITTED) {
      ruledOut.add("a write without effect");
    }
    return ruledOut;
  }

  private static String signed(long nanos) {
    return String.format(Locale.ROOT, "%+.1f", nanos / 1e6);
  }
}
