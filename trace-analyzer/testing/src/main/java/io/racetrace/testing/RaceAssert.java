package io.racetrace.testing;

import io.racetrace.access.Guard;
import io.racetrace.assertion.Assertion;
import io.racetrace.assertion.AssertionResult;
import io.racetrace.assertion.AssertionResult.Status;
import io.racetrace.assertion.CoverageAtLeast;
import io.racetrace.assertion.GuardFired;
import io.racetrace.assertion.NoRaces;
import io.racetrace.assertion.RaceFound;
import io.racetrace.assertion.SingleWriter;
import io.racetrace.finding.Certainty;
import io.racetrace.finding.Finding;
import io.racetrace.report.RecordPattern;
import io.racetrace.report.Report;
import io.racetrace.report.TextReportWriter;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.assertj.core.api.AbstractAssert;
import org.jspecify.annotations.Nullable;

/**
 * Says what must be so of recorded traces. What fails prints the finding as {@code racetrace
 * analyze} does.
 *
 * <p>Record types are named as reports name them, {@code postgresql/shop/public.users}, or by the
 * end of that, {@code users}; {@code *} stands for anything. Where too little was seen to say that
 * something is not there, the assertion fails and says what is missing.
 */
public final class RaceAssert extends AbstractAssert<RaceAssert, Report> {

  private static final int TOLD = 10;

  private final RecordedAnalysis analysis;
  private Certainty surest = Certainty.LATENT;

  RaceAssert(RecordedAnalysis analysis) {
    super(analysis.report(), RaceAssert.class);
    this.analysis = analysis;
  }

  /** Says it of a report that is there already. */
  public static RaceAssert of(Report report) {
    return new RaceAssert(new RecordedAnalysis(report, List.of(), "", List.of()));
  }

  /**
   * From here on, findings that are less sure than this do not count; without it all do, races that
   * are only predicted among them.
   */
  public RaceAssert countingOnly(Certainty atLeast) {
    surest = atLeast;
    return this;
  }

  /** Neither a race nor a predicted one on any record. */
  public RaceAssert hasNoRace() {
    return holds(new NoRaces(RecordPattern.ANY, Set.of(), surest));
  }

  /** Neither a race nor a predicted one on these records. */
  public RaceAssert hasNoRaceOn(String recordType) {
    return holds(new NoRaces(new RecordPattern(recordType), Set.of(), surest));
  }

  /** No finding of these rules, such as {@code lost-update}. */
  public RaceAssert hasNo(String... rules) {
    return holds(new NoRaces(RecordPattern.ANY, Set.of(rules), surest));
  }

  /** One service alone writes these records. */
  public RaceAssert hasSingleWriterOf(String recordType) {
    return holds(new SingleWriter(new RecordPattern(recordType), null));
  }

  /** This service alone writes these records. */
  public RaceAssert hasSingleWriterOf(String recordType, String service) {
    return holds(new SingleWriter(new RecordPattern(recordType), service));
  }

  /** There is such a finding, at least so sure. */
  public RaceAssert hasRace(String rule, Certainty atLeast) {
    return holds(new RaceFound(rule, RecordPattern.ANY, atLeast));
  }

  /** There is such a finding on these records, at least so sure. */
  public RaceAssert hasRaceOn(String recordType, String rule, Certainty atLeast) {
    return holds(new RaceFound(rule, new RecordPattern(recordType), atLeast));
  }

  /**
   * This guard, such as {@code version-predicate}, refused a write of these records.
   *
   * @throws IllegalArgumentException if there is no such guard
   */
  public RaceAssert hasPrevented(String recordType, String guard) {
    return holds(new GuardFired(guard(guard), new RecordPattern(recordType)));
  }

  private static Guard guard(String id) {
    Guard guard = Guard.of(id);
    if (guard == null) {
      throw new IllegalArgumentException(
          "'"
              + id
              + "' is none of "
              + Arrays.stream(Guard.values()).map(Guard::id).collect(Collectors.joining(", ")));
    }
    return guard;
  }

  /** So large a share of all writes, 0 to 1, shows its record. */
  public RaceAssert hasCoverageOfAtLeast(double share) {
    return holds(new CoverageAtLeast(BigDecimal.valueOf(share)));
  }

  /** This holds. */
  public RaceAssert holds(Assertion assertion) {
    AssertionResult result = assertion.check(actual);
    String doubt = result.status() == Status.FAILS ? null : doubt();
    if (result.isHeld() && doubt == null) {
      return this;
    }
    StringBuilder text =
        new StringBuilder("expected: ").append(result.name()).append("\n but was: ");
    if (result.isHeld() || result.status() == Status.INCONCLUSIVE) {
      text.append("INCONCLUSIVE, ");
    }
    text.append(result.isHeld() ? doubt : result.reason());
    if (!result.isHeld() && doubt != null) {
      text.append("; ").append(doubt);
    }
    for (Finding finding : result.findings()) {
      text.append("\n\n").append(new TextReportWriter(false).text(finding, actual.coverage()));
    }
    if (!analysis.place().isEmpty()) {
      text.append("\nspans are in ").append(analysis.place());
    }
    throw failure("%s", text);
  }

  /** Why what is not there may only not have come. */
  private @Nullable String doubt() {
    List<String> missing = analysis.missing();
    if (missing.isEmpty()) {
      return null;
    }
    return "not all spans came in time. Missing:\n  "
        + String.join("\n  ", missing.subList(0, Math.min(TOLD, missing.size())))
        + (missing.size() > TOLD ? "\n  and " + (missing.size() - TOLD) + " more" : "")
        + (analysis.beside().isEmpty()
            ? ""
            : "\n  at the same time ran " + String.join(", ", analysis.beside()));
  }
}
