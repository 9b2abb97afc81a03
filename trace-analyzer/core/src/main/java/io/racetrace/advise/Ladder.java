package io.racetrace.advise;

import io.racetrace.advise.Advice.Second;
import io.racetrace.advise.Advice.Unseen;
import io.racetrace.advise.Fit.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * From what was measured to a remedy: the first rung that holds. Faults that no tuning mends come
 * first, then what needs neither lock nor retry, then what the numbers say. The bounds of 5 % and
 * 30 % are those up to which three attempts give up once in ten thousand and three times in a
 * hundred; at a utilisation of a half, one change in a hundred takes four and a half times as long
 * as alone.
 */
final class Ladder {

  static final int ATTEMPTS = 3;

  private static final double SELDOM = 0.05;
  private static final double OFTEN = 0.3;
  private static final double BUSY = 0.5;

  private final Contended measured;
  private final Set<String> rules;
  private final List<String> because = new ArrayList<>();

  private Ladder(Contended measured, Set<String> rules) {
    this.measured = measured;
    this.rules = rules;
  }

  /**
   * @param rules what was found of the record type
   * @param areOwners whether the services that change it are declared to own it together
   * @param onEvents whether some change comes from a message
   * @param inserts whether records of the type are inserted
   */
  static Advice advise(
      Contended measured, Set<String> rules, boolean areOwners, boolean onEvents, boolean inserts) {
    Ladder ladder = new Ladder(measured, rules);
    Strategy answer = ladder.answer(areOwners, onEvents, inserts);
    boolean isKept = answer == measured.kept();
    return new Advice(
        measured,
        answer,
        isKept,
        ladder.because,
        ladder.second(answer),
        ladder.costs(answer),
        ladder.unseen(answer));
  }

  private Strategy answer(boolean areOwners, boolean onEvents, boolean inserts) {
    Strategy byRule = byRule(onEvents, inserts);
    if (byRule != null) {
      return byRule;
    }
    if (measured.fit().answer().compareTo(Answer.YES) <= 0 && !measured.window().isEmpty()
        || measured.fit().answer() == Answer.IS_ONE) {
      because.add(measured.fit().because());
      because.add("one statement has no window in which another change could fall");
      tellIfEndless(measured.p99PerSecond() * measured.statement().mean() / 1e9, "even statements");
      return Strategy.ATOMIC_STATEMENT;
    }
    if (rules.contains("ownership-conflict") && !areOwners) {
      because.add(
          measured.services().size()
              + " services write it, by rules of their own: "
              + Words.list(measured.services()));
      return Strategy.SINGLE_OWNER;
    }
    if (measured.isBlind()) {
      because.add("nothing is read before it is written: the last writer wins, by design or not");
      return Strategy.DO_NOTHING;
    }
    Strategy byNumbers = byNumbers();
    tellIfEndless(measured.loadAlone(), "changes one after the other");
    return byNumbers;
  }

  /** What no remedy on the one record mends. */
  private void tellIfEndless(double load, String what) {
    if (load >= 1) {
      because.add(
          "more comes than "
              + what
              + " can do: split the record too (several counters, or append and fold)");
    }
  }

  private @Nullable Strategy byRule(boolean onEvents, boolean inserts) {
    if (measured.heldAcross() * 10 > measured.hold().count()) {
      because.add(
          "it is locked across a call in "
              + measured.heldAcross()
              + " of "
              + measured.hold().count()
              + " holds ("
              + Words.list(measured.calls())
              + ")");
      because.add(
          "without the call a hold takes "
              + Words.millis(measured.holdAlone().mean())
              + ", not "
              + Words.millis(measured.hold().mean())
              + ": the utilisation goes from "
              + Words.number(measured.utilisation())
              + " to "
              + Words.number(measured.p99PerSecond() * measured.holdAlone().mean() / 1e9));
      return Strategy.SHORT_LOCK;
    }
    if (rules.contains("lock-expired")
        || rules.contains("lock-released-by-other")
        || rules.contains("lock-bypassed")) {
      because.add("a lock outside the database guards it, and writes came through that lock");
      return Strategy.FENCING_TOKEN;
    }
    if (rules.contains("duplicate-write")) {
      because.add("one cause took effect twice");
      return onEvents ? Strategy.OUTBOX_INBOX : Strategy.IDEMPOTENCY_KEY;
    }
    if (rules.contains("check-then-act")) {
      because.add("what was looked at had changed when it was acted on");
      return inserts ? Strategy.UNIQUE_CONSTRAINT : Strategy.ATOMIC_STATEMENT;
    }
    if (rules.contains("write-skew")) {
      because.add("what must hold spans several rows, of which each unit of work wrote another");
      return Strategy.SERIALIZABLE;
    }
    return null;
  }

  private Strategy byNumbers() {
    double conflict = measured.conflict();
    String share =
        Words.percent(conflict)
            + (measured.isMeasured()
                ? " of attempts met another change"
                : " predicted to meet one");
    if (measured.windowsAcross() * 10 > measured.window().count()) {
      because.add(
          "a call is in the window in "
              + measured.windowsAcross()
              + " of "
              + measured.window().count()
              + " changes ("
              + Words.list(measured.calls())
              + "): no lock may be held so long");
      return Strategy.OPTIMISTIC_VERSION;
    }
    if (conflict <= SELDOM) {
      because.add(share + ": up to 5 % a retry costs next to nothing");
      return measured.kept() == null ? Strategy.OPTIMISTIC_VERSION : measured.kept();
    }
    double busy = measured.utilisation();
    if (conflict <= OFTEN && busy < BUSY) {
      because.add(share + ": retries begin to cost, and some give up");
      because.add(
          "nothing remote is in the window, and a lock would be held "
              + Words.percent(busy)
              + " of the time");
      return Strategy.ROW_LOCK;
    }
    because.add(
        conflict > OFTEN
            ? share + ": above 30 % most work is done in vain"
            : "a lock would be held " + Words.percent(busy) + " of the time: the queue is long");
    return Strategy.PARTITION_BY_KEY;
  }

  private Second second(Strategy answer) {
    Answer fit = measured.fit().answer();
    boolean mayFit = fit == Answer.MAYBE || fit == Answer.NOT_OBSERVABLE;
    return switch (answer) {
      case SHORT_LOCK ->
          mayFit
              ? new Second(
                  Strategy.OPTIMISTIC_VERSION, "if the call has to be between read and write")
              : new Second(
                  Strategy.ATOMIC_STATEMENT,
                  "beside it: after the call the change is one statement");
      case ATOMIC_STATEMENT ->
          rules.contains("ownership-conflict")
              ? new Second(
                  Strategy.SINGLE_OWNER,
                  "beside it, as " + measured.services().size() + " services write the record")
              : new Second(
                  measured.conflict() > SELDOM ? Strategy.ROW_LOCK : Strategy.OPTIMISTIC_VERSION,
                  "if the change does not fit one statement after all");
      case FENCING_TOKEN ->
          new Second(
              Strategy.OPTIMISTIC_VERSION, "if the record can check its version without the lock");
      case SINGLE_OWNER ->
          new Second(
              mayFit ? Strategy.ATOMIC_STATEMENT : Strategy.ROW_LOCK,
              "inside the owner" + (mayFit ? ", if the change fits one statement" : ""));
      case DO_NOTHING ->
          new Second(
              Strategy.OPTIMISTIC_VERSION, "if what is written was computed from what stood there");
      case SERIALIZABLE -> new Second(Strategy.ROW_LOCK, "if the rows have one parent to lock");
      case UNIQUE_CONSTRAINT ->
          new Second(Strategy.SERIALIZABLE, "if the rule is no equality of columns");
      case IDEMPOTENCY_KEY, OUTBOX_INBOX ->
          new Second(Strategy.UNIQUE_CONSTRAINT, "if the effect itself has a natural key");
      case OPTIMISTIC_VERSION, ROW_LOCK, PARTITION_BY_KEY, SINGLE_FLIGHT -> byFit(answer, mayFit);
    };
  }

  private static Second byFit(Strategy answer, boolean mayFit) {
    if (mayFit) {
      return new Second(
          Strategy.ATOMIC_STATEMENT, "and before it, if SQL can compute what is written");
    }
    return switch (answer) {
      case OPTIMISTIC_VERSION ->
          new Second(Strategy.ROW_LOCK, "above 5 % conflicts, with nothing remote in the window");
      case ROW_LOCK -> new Second(Strategy.PARTITION_BY_KEY, "from a utilisation of 0.5 on");
      default -> new Second(Strategy.ROW_LOCK, "if whoever waits may hold a connection");
    };
  }

  private List<Cost> costs(Strategy answer) {
    double perSecond = measured.p99PerSecond();
    double window = measured.window().mean();
    List<Cost> costs = new ArrayList<>();
    if (perSecond <= 0) {
      return costs;
    }
    if (answer == Strategy.SHORT_LOCK) {
      costs.add(CostModel.queue(Strategy.SHORT_LOCK, perSecond, measured.holdAlone().mean()));
      costs.add(CostModel.queue(Strategy.ROW_LOCK, perSecond, measured.hold().mean()));
      return costs;
    }
    if (measured.fit().answer() != Answer.NOT_OBSERVABLE && !measured.statement().isEmpty()) {
      costs.add(CostModel.queue(Strategy.ATOMIC_STATEMENT, perSecond, measured.statement().mean()));
    }
    if (window > 0) {
      costs.add(CostModel.optimistic(perSecond, window, ATTEMPTS));
      costs.add(CostModel.queue(Strategy.ROW_LOCK, perSecond, window));
      costs.add(
          CostModel.queue(Strategy.PARTITION_BY_KEY, perSecond, measured.windowAlone().mean()));
    }
    return costs;
  }

  private List<Unseen> unseen(Strategy answer) {
    List<Unseen> unseen = new ArrayList<>();
    if (!measured.fit().settledBy().isEmpty()) {
      unseen.add(
          new Unseen(
              "whether a change fits one statement: " + measured.fit().because(),
              measured.fit().settledBy()));
    }
    if (measured.window().isEmpty() && measured.fit().answer() != Answer.IS_ONE) {
      unseen.add(
          new Unseen(
              "how long it takes from read to write: no read of the record is seen before a write",
              "the read's key on its span, in the same request; racetrace doctor says what lacks"));
    }
    if (!measured.isMeasured() && answer != Strategy.ATOMIC_STATEMENT) {
      unseen.add(
          new Unseen(
              "how often attempts really meet; what is predicted takes arrivals to be even",
              "a version column that each write counts or checks, or racetrace.version.read"));
    }
    if (measured.hold().isEmpty() && answer != Strategy.ATOMIC_STATEMENT) {
      unseen.add(
          new Unseen(
              "how long rows are locked; taken to be the window",
              "otel.instrumentation.jdbc.experimental.transaction.enabled=true"));
    }
    return unseen;
  }
}
