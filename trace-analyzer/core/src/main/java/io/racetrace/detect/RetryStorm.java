package io.racetrace.detect;

import io.racetrace.access.Outcome;
import io.racetrace.detect.Attempts.Attempt;
import io.racetrace.detect.Attempts.Reason;
import io.racetrace.finding.Certainty;
import io.racetrace.finding.Finding;
import io.racetrace.finding.Rule;
import io.racetrace.history.History;
import io.racetrace.order.HappensBefore;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * So many attempts to change one record are refused that trying again costs more than it brings.
 * Nothing is lost in the data; work is, and callers who give up.
 *
 * <p>A version check is right up to some 5 % of conflicts, and carries some 30 % with three
 * attempts (3 % give up). Told is what lies above: more than 30 % of the attempts of one operation
 * on one record, which is more than 1.4 attempts for each change, over at least ten executions and
 * at least ten refusals. What only looks like a refusal, because nobody recorded how many rows a
 * write hit, counts if somebody else's change came between.
 */
public final class RetryStorm implements RecordDetector {

  static final Rule RULE =
      new Rule(
          "retry-storm",
          "most attempts to change a hot record are refused and made again",
          "one atomic statement; else one owner that serialises by key, or a record that is split");

  private static final int FEWEST = 10;

  private static final double MOST_REFUSED = 0.3;

  /** What one operation did to one record, and how much of it was refused. */
  record Storm(List<List<Attempt>> executions, Certainty certainty) {

    List<Attempt> attempts() {
      return executions.stream().flatMap(Collection::stream).toList();
    }

    long changes() {
      return attempts().stream().filter(attempt -> !attempt.isRefused()).count();
    }

    long refused() {
      return attempts().stream().filter(Attempt::isRefused).count();
    }

    /** Whose last attempt was refused. */
    long gaveUp() {
      return executions.stream().filter(own -> own.get(own.size() - 1).isRefused()).count();
    }
  }

  @Override
  public Rule rule() {
    return RULE;
  }

  @Override
  public List<Finding> detect(History history, HappensBefore order) {
    return detect(history, order, Integer.MAX_VALUE);
  }

  @Override
  public List<Finding> detect(History history, HappensBefore order, int maxExemplars) {
    if (Attempts.refused(history) < FEWEST) {
      return List.of();
    }
    List<Finding> findings = new ArrayList<>();
    for (Map<Object, List<Attempt>> operation : Attempts.byOperation(history, order).values()) {
      Certainty certainty = certainty(operation.values());
      if (certainty != null) {
        findings.add(RetryStormStory.tell(new Storm(List.copyOf(operation.values()), certainty)));
      }
    }
    return findings;
  }

  /** Null if it is no storm. */
  private static @Nullable Certainty certainty(Collection<List<Attempt>> executions) {
    long all = 0;
    long proven = 0;
    long known = 0;
    long open = 0;
    for (List<Attempt> own : executions) {
      for (Attempt attempt : own) {
        all++;
        proven += attempt.reason() == Reason.PROVEN ? 1 : 0;
        known += attempt.reason() != Reason.NONE ? 1 : 0;
        open += attempt.write().outcome() == Outcome.INDETERMINATE ? 1 : 0;
      }
    }
    if (executions.size() < FEWEST || !isStorm(known, all)) {
      return null;
    }
    // Were they all refused, there was no change at all that they could have been refused for.
    boolean outcomesKnown = open * 2 <= all - known;
    return !outcomesKnown
        ? Certainty.POSSIBLE
        : isStorm(proven, all) ? Certainty.PROVEN : Certainty.LIKELY;
  }

  private static boolean isStorm(long refused, long all) {
    return refused >= FEWEST && refused > all * MOST_REFUSED;
  }
}
