package io.racetrace.detect;

import io.racetrace.access.Operation;
import io.racetrace.access.Write;
import io.racetrace.detect.DuplicateWrite.Duplicate;
import io.racetrace.finding.Exemplar;
import io.racetrace.finding.Explanation;
import io.racetrace.finding.Side;
import io.racetrace.finding.Step;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;

/** Tells a duplicate: A is the effect that should not be there, B the one that is meant. */
final class DuplicateWriteStory {

  private DuplicateWriteStory() {}

  static Exemplar tell(Duplicate duplicate, SortedMap<String, BigDecimal> amount) {
    Write a = duplicate.again();
    Write b = duplicate.before();
    return new Exemplar(
        duplicate.certainty(),
        a.record().key(),
        Math.max(a.effect().end(), b.effect().end()),
        List.of(
            Side.of(a.site(), List.of(a.site().spanId())),
            Side.of(b.site(), List.of(b.site().spanId()))),
        null,
        amount,
        sentence(a, amount),
        new Explanation(
            steps(a, b),
            because(duplicate),
            ruledOut(duplicate),
            "one cause, two effects; no clock is needed"));
  }

  private static String sentence(Write a, SortedMap<String, BigDecimal> amount) {
    StringBuilder sentence =
        new StringBuilder(a.site().service())
            .append(a.operation() == Operation.INSERT ? " added a row" : " made a change")
            .append(" twice for one ")
            .append(kind(a));
    amount.forEach(
        (column, value) ->
            sentence
                .append(": ")
                .append(value.toPlainString())
                .append(" of ")
                .append(column)
                .append(" once too often"));
    return sentence.toString();
  }

  /** Message, idempotency key, resent request or repeated request. */
  private static String kind(Write write) {
    String key = write.record().key();
    return key.startsWith("message")
        ? "message"
        : key.startsWith("idempotency-key") ? "idempotency key" : "request";
  }

  private static List<Step> steps(Write a, Write b) {
    List<Step> steps = new ArrayList<>(List.of(step("B", b, ""), step("A", a, "<< once more")));
    steps.sort((one, other) -> Long.compare(one.time(), other.time()));
    return steps;
  }

  private static Step step(String side, Write write, String remark) {
    String left = write.left().value();
    String action = write.operation().id().toUpperCase(Locale.ROOT);
    return Step.of(
        write,
        side,
        left == null || left.isEmpty() ? action : action + " " + left,
        "unknown",
        remark);
  }

  private static List<String> because(Duplicate duplicate) {
    Write a = duplicate.again();
    List<String> because = new ArrayList<>();
    because.add(
        "both were done for one "
            + kind(a)
            + (a.record().key().startsWith("repeated")
                ? ", as it seems: the same call was made again after it had failed"
                : ""));
    because.add(
        duplicate.sameValues()
            ? "both wrote the same, by the same statement"
            : "both ran the same statement; not everything that they wrote is known to be the same");
    because.add("the second added to what the first had done, and nothing refused it");
    return because;
  }

  private static List<String> ruledOut(Duplicate duplicate) {
    List<String> ruledOut = new ArrayList<>();
    ruledOut.add("one attempt");
    ruledOut.add("a state that is set again");
    if (duplicate.again().base().version().isKnown()) {
      ruledOut.add("one row by its key");
    }
    return ruledOut;
  }
}
