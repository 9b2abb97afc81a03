package io.racetrace.testing;

import io.racetrace.access.Guard;
import io.racetrace.assertion.Assertion;
import io.racetrace.assertion.AssertionResult;
import io.racetrace.assertion.AssertionResult.Status;
import io.racetrace.assertion.AttemptsPerSuccess;
import io.racetrace.assertion.CoverageAtLeast;
import io.racetrace.assertion.GuardFired;
import io.racetrace.assertion.LockHeldAtMost;
import io.racetrace.assertion.NoRaces;
import io.racetrace.assertion.RaceFound;
import io.racetrace.assertion.SingleWriter;
import io.racetrace.finding.Certainty;
import io.racetrace.finding.Finding;
import io.racetrace.report.Baseline;
import io.racetrace.report.BaselineFile;
import io.racetrace.report.RecordPattern;
import io.racetrace.report.Report;
import io.racetrace.report.Screening;
import io.racetrace.report.Suppression;
import io.racetrace.report.TextReportWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
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
  private final List<Suppression> exceptions = new ArrayList<>();
  private Certainty surest = Certainty.LATENT;
  private @Nullable Baseline known;

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

  /** Nobody holds a row of these records, or a lock for it, for longer than this. */
  public RaceAssert holdsNoLockLongerThan(String recordType, Duration time) {
    return holds(new LockHeldAtMost(new RecordPattern(recordType), time));
  }

  /** A change of these records takes at most so many attempts, from 1, on average. */
  public RaceAssert takesAtMostAttempts(String recordType, double most) {
    return holds(new AttemptsPerSuccess(new RecordPattern(recordType), BigDecimal.valueOf(most)));
  }

  /**
   * From here on, findings that are in this baseline do not count; what is surer than it was does.
   * The file is written by {@code racetrace baseline create}, never by a test.
   *
   * @throws UncheckedIOException if it can't be read or is not what it should be
   */
  public RaceAssert knowing(Path baseline) {
    try {
      known = BaselineFile.read(baseline);
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
    return this;
  }

  /**
   * From here on, findings of these records do not count, until the end of this day in UTC; then
   * they are back.
   *
   * @param reason never empty
   */
  public RaceAssert excepting(String recordType, LocalDate until, String reason) {
    exceptions.add(
        new Suppression(
            null,
            null,
            new RecordPattern(recordType),
            reason,
            until,
            "excepting(\"" + recordType + "\")"));
    return this;
  }

  /** So large a share of all writes, 0 to 1, shows its record. */
  public RaceAssert hasCoverageOfAtLeast(double share) {
    return holds(new CoverageAtLeast(BigDecimal.valueOf(share)));
  }

  /** This holds. */
  public RaceAssert holds(Assertion assertion) {
    Screening screening = Screening.of(actual, known, exceptions, LocalDate.now(Clock.systemUTC()));
    AssertionResult result = assertion.check(screening);
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
      text.append(screening.standing(finding).why());
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
