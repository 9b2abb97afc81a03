package io.racetrace.report;

import io.racetrace.advise.Advice;
import io.racetrace.advise.Contended;
import io.racetrace.advise.Cost;
import io.racetrace.advise.Strategy;
import io.racetrace.advise.Words;
import io.racetrace.history.Coverage;
import java.io.IOException;
import java.util.Locale;

/** Advice as text for a terminal: at most a hundred columns, the answer first. */
public final class AdviceTextWriter {

  private static final int WIDTH = 100;

  private final Ink ink;

  /**
   * @param ansi whether to use the colours of an ANSI terminal; they never say anything alone
   */
  public AdviceTextWriter(boolean ansi) {
    ink = new Ink(ansi);
  }

  /**
   * @throws IOException if {@code out} does
   */
  public void write(Advisory advisory, Appendable out) throws IOException {
    verdict(advisory, out);
    for (Advice advice : advisory.advice()) {
      out.append('\n');
      advice(advice, out);
    }
    if (!advisory.advice().isEmpty()) {
      out.append('\n');
      wrap(
          out,
          "model  ",
          "changes of a hot record come as a Poisson process and take equally long; up to 3 attempts,"
              + " with pauses of up to one window. No span tells of rules that span several records,"
              + " unless one trace reads them all.");
    }
    boolean first = true;
    for (Diagnostic diagnostic : advisory.report().diagnostics()) {
      out.append(first ? "\n" : "");
      wrap(out, "input  ", TextReportWriter.diagnostic(diagnostic));
      first = false;
    }
  }

  private void verdict(Advisory advisory, Appendable out) throws IOException {
    Coverage coverage = advisory.report().coverage();
    String seen =
        coverage.writes() == 0
            ? coverage.withoutWrites()
            : CoverageText.percent(coverage.writesWithKey(), coverage.writes())
                + " of "
                + coverage.writes()
                + " writes tell which record they change";
    long types = advisory.advice().size();
    if (types > 0) {
      out.append(ink.strong(types + (types == 1 ? " record type" : " record types")))
          .append(" to advise on\n");
    } else if (coverage.writesWithKey() == 0) {
      out.append(ink.bad("Nothing can be advised")).append("; racetrace doctor says what to set\n");
    } else {
      out.append(ink.strong("Nothing is contended"))
          .append(": no record was changed by two units of work\n");
    }
    wrap(
        out,
        "seen   ",
        seen
            + (advisory.report().isConclusive()
                ? ""
                : "; what was not seen may be contended as well: racetrace doctor says what lacks"));
  }

  private void advice(Advice advice, Appendable out) throws IOException {
    Contended measured = advice.measured();
    String answer = (advice.isKept() ? "keep " : "") + advice.answer().id();
    int room = WIDTH - answer.length() - 2;
    out.append(ink.strong(Printable.cut(measured.recordType(), room)))
        .append(": ")
        .append(advice.isKept() ? ink.good(answer) : ink.warn(answer))
        .append('\n');
    for (String because : advice.because()) {
      wrap(out, "  why    ", because);
    }
    rates(measured, out);
    window(measured, out);
    hold(measured, out);
    conflicts(measured, out);
    wrap(
        out,
        "  who    ",
        measured.services().size()
            + (measured.services().size() == 1 ? " service" : " services")
            + " ("
            + Words.list(measured.services())
            + ") on "
            + measured.instances()
            + (measured.instances() == 1 ? " instance" : " instances"));
    if (!measured.isCopy()) {
      wrap(out, "  fits   ", "one statement: " + fit(measured));
    }
    costs(advice, out);
    wrap(out, "  else   ", advice.second().strategy().id() + " " + advice.second().when());
    wrap(out, "  page   ", "racetrace explain " + advice.answer().id());
    for (Advice.Unseen unseen : advice.unseen()) {
      wrap(out, "  unseen ", unseen.what() + "; settled by " + unseen.settledBy());
    }
  }

  private static String fit(Contended measured) {
    return switch (measured.fit().answer()) {
      case IS_ONE -> "each change is one already";
      case YES -> "yes; " + measured.fit().because();
      case MAYBE -> "maybe; " + measured.fit().because();
      case NOT_OBSERVABLE -> "not observable";
    };
  }

  private static void rates(Contended measured, Appendable out) throws IOException {
    if (measured.keys() == 0) {
      wrap(out, "  lambda ", "not observable: no record was changed by two units of work");
      return;
    }
    wrap(
        out,
        "  lambda ",
        Words.perSecond(measured.p99PerSecond())
            + (measured.isCopy() ? " loads" : " changes")
            + " of the p99 key of "
            + measured.keys()
            + ", "
            + Words.perSecond(measured.medianPerSecond())
            + " of the median; the hottest is "
            + measured.hottestKey()
            + " with "
            + Words.perSecond(measured.hottestPerSecond()));
  }

  private static void window(Contended measured, Appendable out) throws IOException {
    if (measured.window().isEmpty()) {
      wrap(out, "  W      ", "not observable, or none: no read is seen before a write");
      return;
    }
    wrap(
        out,
        "  W      ",
        Words.millis(measured.window().mean())
            + " from "
            + (measured.isCopy() ? "look to fill" : "read to effect")
            + " on average, p50 "
            + Words.millis(measured.window().quantile(0.5))
            + ", p99 "
            + Words.millis(measured.window().quantile(0.99))
            + "; lambda W "
            + Words.number(measured.load())
            + "; a call to another service inside: "
            + (measured.windowsAcross() == 0
                ? "none seen"
                : "in " + measured.windowsAcross() + " of " + measured.window().count()));
  }

  private static void hold(Contended measured, Appendable out) throws IOException {
    if (measured.isCopy()) {
      return;
    }
    if (measured.hold().isEmpty()) {
      wrap(out, "  H      ", "no row lock or transaction seen; lambda H would be lambda W at most");
      return;
    }
    wrap(
        out,
        "  H      ",
        "held for "
            + Words.millis(measured.hold().mean())
            + " on average, p99 "
            + Words.millis(measured.hold().quantile(0.99))
            + "; lambda H "
            + Words.number(measured.utilisation())
            + (measured.heldAcross() == 0
                ? ""
                : "; a call inside in "
                    + measured.heldAcross()
                    + " of "
                    + measured.hold().count()));
  }

  private static void conflicts(Contended measured, Appendable out) throws IOException {
    String counted =
        (measured.isMeasuredOnHottest()
                ? measured.hottestConflicts() + " of " + measured.hottestAttempts()
                : measured.conflicts() + " of " + measured.attempts())
            + (measured.isMeasuredOnHottest() ? " on the hottest key" : "");
    String known =
        measured.isMeasured()
            ? Words.percent(measured.measured()) + " measured (" + counted + ")"
            : measured.attempts() > 0
                ? "too few attempts tell (" + counted + ")"
                : "not observable";
    String predicted =
        measured.isCopy() || measured.window().isEmpty()
            ? ""
            : "; " + Words.percent(measured.predicted()) + " predicted, 1 - exp(-lambda W)";
    wrap(out, "  c      ", known + predicted);
  }

  private static void costs(Advice advice, Appendable out) throws IOException {
    String head = "  costs  ";
    for (Cost cost : advice.costs()) {
      String loads = advice.measured().isCopy() ? " loads for each that is needed" : " attempts";
      String text =
          cost.isEndless()
              ? "more comes than it can do: the queue never ends"
              : Words.number(cost.attempts())
                  + loads
                  + (cost.givenUp() > 0 ? ", " + Words.percent(cost.givenUp()) + " give up" : "")
                  + ", mean "
                  + Words.millis(cost.meanNanos())
                  + ", p99 "
                  + Words.millis(cost.p99Nanos());
      wrap(out, head + String.format(Locale.ROOT, "%-19s", name(advice, cost)), text);
      head = "         ";
    }
  }

  private static String name(Advice advice, Cost cost) {
    boolean asItIs =
        cost.strategy() == Strategy.DO_NOTHING
            || advice.answer() == Strategy.SHORT_LOCK && cost.strategy() != advice.answer();
    return asItIs ? "as it is" : cost.strategy().id();
  }

  private static void wrap(Appendable out, String head, String text) throws IOException {
    for (String line : Printable.wrapped(head, text, WIDTH)) {
      out.append(line).append('\n');
    }
  }
}
