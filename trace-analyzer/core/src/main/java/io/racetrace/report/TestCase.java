package io.racetrace.report;

import io.racetrace.finding.Finding;
import io.racetrace.ownership.SourceLine;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a CI server shows as one test.
 *
 * @param message why it failed or was left out, in a line; empty if it passed
 * @param text all there is to say of a failure; may have many lines
 * @param declared where it is asked for; null if nobody wrote that down
 */
public record TestCase(
    String name, Result result, String message, String text, @Nullable SourceLine declared) {

  /** A test that nobody wrote down. */
  public TestCase(String name, Result result, String message, String text) {
    this(name, result, message, text, null);
  }

  /** What came of it. */
  public enum Result {
    PASSED,
    FAILED,
    /** Failed for want of evidence, and not by what was seen. */
    ERROR,
    LEFT_OUT
  }

  public static TestCase passed(String name) {
    return new TestCase(name, Result.PASSED, "", "");
  }

  /** One for each finding that does not count. */
  public static List<TestCase> leftOut(Screening screening) {
    List<TestCase> cases = new ArrayList<>();
    for (Finding finding : screening.whole().findings()) {
      Standing standing = screening.standing(finding);
      if (!standing.counts()) {
        cases.add(new TestCase(name(finding), Result.LEFT_OUT, standing.why(), ""));
      }
    }
    return cases;
  }

  /**
   * One for each finding, and one that fails for want of evidence where silence proves nothing.
   *
   * @param failing which findings fail of those that count; the others are told as passed
   */
  public static List<TestCase> of(Screening screening, Predicate<Finding> failing) {
    List<TestCase> cases = new ArrayList<>();
    Report report = screening.report();
    for (Finding finding : report.findings()) {
      String name = name(finding);
      String why = screening.standing(finding).why();
      cases.add(
          failing.test(finding)
              ? new TestCase(
                  name,
                  Result.FAILED,
                  finding.certainty() + ": " + finding.summary(),
                  new TextReportWriter(false).text(finding, report.coverage())
                      + (why.isEmpty() ? "" : why + "\n"))
              : passed(name));
    }
    cases.addAll(leftOut(screening));
    String evidence = "enough was seen";
    cases.add(
        report.isConclusive()
            ? passed(evidence)
            : new TestCase(
                evidence,
                Result.ERROR,
                "too little was seen to say that there is no other race",
                "'racetrace doctor' on the same input says what is missing"));
    return cases;
  }

  private static String name(Finding finding) {
    return finding.rule().id() + " on " + finding.recordType() + " " + finding.fingerprint();
  }
}
