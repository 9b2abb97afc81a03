package io.racetrace.report;

import io.racetrace.order.ClockSummary;
import io.racetrace.report.Diagnostic.Kind;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/** Says which clocks jumped, contradict themselves, or are further off than is stated. */
public final class ClockDiagnostics {

  private ClockDiagnostics() {}

  public static List<Diagnostic> of(ClockSummary clocks) {
    List<Diagnostic> all = new ArrayList<>();
    for (ClockSummary.Pair pair : clocks.pairs()) {
      String where = pair.first() + " and " + pair.second();
      if (pair.steps() > 0) {
        all.add(
            new Diagnostic(
                Kind.CLOCK_STEP,
                where,
                pair.steps(),
                "one of the two clocks jumped by "
                    + millis(pair.widestStep())
                    + " ms or more; near a jump either time is taken for possible"));
      }
      if (pair.contradictions() > 0) {
        all.add(
            new Diagnostic(
                Kind.CLOCK_CONTRADICTION,
                where,
                pair.contradictions(),
                "calls that no offset of the clocks explains: a jump, one instance id for two"
                    + " processes, or calls that nobody waits for; the stated bound is used there"));
      }
      addWhatCausesTell(pair, where, all);
    }
    clocks
        .circles()
        .forEach(
            (instance, windows) ->
                all.add(
                    new Diagnostic(
                        Kind.CLOCK_CONTRADICTION,
                        instance,
                        windows,
                        "its clock contradicts the others' in a circle of calls; the stated bound"
                            + " is used there")));
    clocks
        .moved()
        .forEach(
            (instance, nanos) ->
                all.add(
                    new Diagnostic(
                        Kind.CLOCK_OFF,
                        instance,
                        1,
                        "its clock is "
                            + millis(Math.abs(nanos))
                            + (nanos > 0 ? " ms ahead of" : " ms behind")
                            + " the others'; findings tell its times set right by that")));
    return all;
  }

  /** A cause comes before its effect; where the clocks say otherwise, they are wrong. */
  private static void addWhatCausesTell(
      ClockSummary.Pair pair, String where, List<Diagnostic> all) {
    if (pair.early() > 0) {
      all.add(
          new Diagnostic(
              Kind.CLOCK_CONTRADICTION,
              where,
              pair.early(),
              "messages were taken before they were sent, if the calls between the two are right;"
                  + " the stated bound is used there. Look for one instance id for two processes,"
                  + " and for consumers whose spans begin before they have their messages"));
    }
    if (pair.beyond() > 0) {
      all.add(
          new Diagnostic(
              Kind.CLOCK_OFF,
              where,
              pair.beyond(),
              "what one caused seems to begin before it in the other, by more than the stated"
                  + " bound; the cause is believed. Synchronise the clocks, or state a wider"
                  + " --max-clock-skew"));
    }
  }

  private static String millis(long nanos) {
    return new BigDecimal((nanos + 500_000) / 1_000_000).toPlainString();
  }
}
