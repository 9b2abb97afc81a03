package io.racetrace.detect;

import io.racetrace.access.Guard;
import io.racetrace.access.KeySource;
import io.racetrace.access.Operation;
import io.racetrace.access.Outcome;
import io.racetrace.access.RecordKey;
import io.racetrace.access.Write;
import io.racetrace.finding.Certainty;
import io.racetrace.finding.Finding;
import io.racetrace.finding.Rule;
import io.racetrace.finding.Scope;
import io.racetrace.finding.Severity;
import io.racetrace.history.History;
import io.racetrace.order.HappensBefore;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One cause took effect twice: a message that was delivered again, a request that was sent again.
 * That both succeeded decides; which was first does not matter.
 */
public final class DuplicateWrite implements RecordDetector {

  private static final Rule RULE =
      new Rule(
          "duplicate-write",
          "one message or one request took effect twice",
          "remember the message's id or the idempotency key in the transaction of the effect");

  /** What is written once for each attempt, and should be. */
  private static final Pattern OF_EACH_ATTEMPT =
      Pattern.compile("(.*[_.])?(logs?|audits?|audit_.*|attempts?|deliver(y|ies)|traces?)");

  private static final Pattern COUNTS_ATTEMPTS =
      Pattern.compile("(.*_)?(attempts?|tries|retries|retry_count|deliveries|delivery_count)");

  /**
   * @param again the effect that should not be there
   * @param before the effect that is meant
   * @param sameValues whether it is known that both wrote the same
   */
  record Duplicate(Write again, Write before, Certainty certainty, boolean sameValues) {}

  @Override
  public Rule rule() {
    return RULE;
  }

  @Override
  public RecordKey.Kind kind() {
    return RecordKey.Kind.CAUSE;
  }

  @Override
  public List<Finding> detect(History history, HappensBefore order) {
    return detect(history, order, Integer.MAX_VALUE);
  }

  @Override
  public List<Finding> detect(History history, HappensBefore order, int maxExemplars) {
    Map<String, Map<String, List<Write>>> byStatement = new TreeMap<>();
    for (Write write : history.effectiveWrites()) {
      String attempt = write.site().surroundings().flow();
      if (attempt != null && mayBeTwice(write)) {
        byStatement
            .computeIfAbsent(
                write.operation() + " " + write.site().statement(), key -> new TreeMap<>())
            .computeIfAbsent(attempt, key -> new ArrayList<>())
            .add(write);
      }
    }
    Occurrences occurrences = new Occurrences(RULE, Severity.HIGH, maxExemplars);
    for (Map<String, List<Write>> attempts : byStatement.values()) {
      for (Duplicate duplicate : duplicates(attempts)) {
        occurrences.add(
            duplicate.again(),
            duplicate.before(),
            Scope.UNKNOWN,
            0,
            amount(duplicate),
            Telling.of(
                duplicate.again(),
                duplicate.before(),
                duplicate.certainty(),
                () -> DuplicateWriteStory.tell(duplicate, amount(duplicate))));
      }
    }
    return occurrences.findings();
  }

  private static boolean mayBeTwice(Write write) {
    return write.operation() != Operation.DELETE
        && !write.guards().contains(Guard.UNIQUE_CONSTRAINT)
        && !write.guards().contains(Guard.IDEMPOTENCY_KEY)
        && !OF_EACH_ATTEMPT.matcher(write.record().type().name()).matches()
        && write.columns().relative().stream()
            .noneMatch(column -> COUNTS_ATTEMPTS.matcher(column).matches());
  }

  /** The effects of each later attempt that the first one had, too; each of them is met once. */
  private static List<Duplicate> duplicates(Map<String, List<Write>> attempts) {
    List<List<Write>> inOrder = new ArrayList<>(attempts.values());
    inOrder.sort((a, b) -> Write.CANONICAL.compare(a.get(0), b.get(0)));
    List<Duplicate> duplicates = new ArrayList<>();
    for (int i = 1; i < inOrder.size(); i++) {
      List<Write> first = new ArrayList<>(inOrder.get(0));
      List<Write> unlike = new ArrayList<>();
      for (Write again : inOrder.get(i)) {
        if (!meet(again, first, true, duplicates)) {
          unlike.add(again);
        }
      }
      unlike.forEach(again -> meet(again, first, false, duplicates));
    }
    return duplicates;
  }

  private static boolean meet(
      Write again, List<Write> first, boolean sameValues, List<Duplicate> duplicates) {
    for (Write before : first) {
      boolean alike = mayBeOneRow(again, before) && isSame(left(again), left(before)) == sameValues;
      if (alike && isTwice(again, before, sameValues)) {
        duplicates.add(
            new Duplicate(again, before, certainty(again, before, sameValues), sameValues));
      }
      if (alike) {
        first.remove(before);
        return true;
      }
    }
    return false;
  }

  /** Whether what names the rows, where it is known, is the same. */
  private static boolean mayBeOneRow(Write one, Write other) {
    String name = one.base().value();
    String otherName = other.base().value();
    return name == null || otherName == null || name.equals(otherName);
  }

  private static boolean isSame(String one, String other) {
    return !one.isEmpty() && one.equals(other);
  }

  private static String left(Write write) {
    String name = write.base().value();
    String left = write.left().value();
    return name == null || left == null ? "" : name + "\n" + left;
  }

  /** Whether the second write, of a row that may be the same, added to what the first one did. */
  private static boolean isTwice(Write again, Write before, boolean sameValues) {
    if (again.operation() == Operation.INSERT) {
      boolean sameKey =
          again.base().version().isKnown()
              && again.base().version().equals(before.base().version());
      return !sameKey && (sameValues || !differ(again, before) || namesSomething(again));
    }
    if (again.columns().isRelative()) {
      if (tellsResult(again) && tellsResult(before)) {
        // Had it been added again, there would be more.
        return !sameValues;
      }
      return sameValues || !differ(again, before) || addsAsMuch(again, before);
    }
    // To set the same again is harmless; to add the same to what is there by now is not.
    return addsAsMuch(again, before) && differ(again, before);
  }

  /** Whether it is known what the row had afterwards, and not what was added to it. */
  private static boolean tellsResult(Write write) {
    return write.site().keySource() == KeySource.STATED
        && write.amount() == null
        && !left(write).isEmpty();
  }

  /** What each left then differs, and tells nothing. */
  private static boolean addsAsMuch(Write again, Write before) {
    BigDecimal amount = again.amount();
    return amount != null && amount.signum() != 0 && isAsMuch(amount, before.amount());
  }

  private static boolean isAsMuch(BigDecimal amount, @Nullable BigDecimal other) {
    return other != null && amount.compareTo(other) == 0;
  }

  private static boolean differ(Write again, Write before) {
    return !left(again).isEmpty() && !left(before).isEmpty() && !left(again).equals(left(before));
  }

  private static boolean namesSomething(Write write) {
    return write.base().value() != null && !write.base().value().isEmpty();
  }

  private static Certainty certainty(Write again, Write before, boolean sameValues) {
    boolean known =
        again.outcome() == Outcome.COMMITTED
            && before.outcome() == Outcome.COMMITTED
            && again.site().keySource() != KeySource.COMMAND;
    boolean grew =
        again.operation() == Operation.UPDATE
            && (!again.columns().isRelative() || addsAsMuch(again, before));
    boolean differ = differ(again, before) && !grew;
    boolean rowKnown = again.operation() == Operation.INSERT || namesSomething(again);
    if (!known || differ || !rowKnown) {
      return Certainty.POSSIBLE;
    }
    boolean stated = !again.record().key().startsWith("repeated");
    boolean valuesKnown = sameValues || grew;
    return stated
        ? valuesKnown ? Certainty.PROVEN : Certainty.LIKELY
        : valuesKnown ? Certainty.LIKELY : Certainty.POSSIBLE;
  }

  private static SortedMap<String, BigDecimal> amount(Duplicate duplicate) {
    SortedMap<String, BigDecimal> amounts = new TreeMap<>();
    Write again = duplicate.again();
    String column = again.columns().measured();
    BigDecimal amount = again.amount();
    if (column != null && amount != null && isAsMuch(amount, duplicate.before().amount())) {
      amounts.put(column, amount);
    }
    return amounts;
  }
}
