package io.racetrace.report;

import io.racetrace.finding.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * What a CI server shows as one test.
 *
 * @param failure why it failed, in a line; empty if it did not
 * @param isError whether it failed for want of evidence, and not by what was seen
 * @param text all there is to say of a failure; may have many lines
 */
public record TestCase(String name, String failure, boolean isError, String text) {

  public static TestCase passed(String name) {
    return new TestCase(name, "", false, "");
  }

  /**
   * One for each finding, and one that fails for want of evidence where silence proves nothing.
   *
   * @param failing which findings fail; the others are told as passed
   */
  public static List<TestCase> of(Report report, Predicate<Finding> failing) {
    List<TestCase> cases = new ArrayList<>();
    for (Finding finding : report.findings()) {
      String name =
          finding.rule().id() + " on " + finding.recordType() + " " + finding.fingerprint();
      cases.add(
          failing.test(finding)
              ? new TestCase(
                  name,
                  finding.certainty() + ": " + finding.summary(),
                  false,
                  new TextReportWriter(false).text(finding, report.coverage()))
              : passed(name));
    }
    String evidence = "enough was seen";
    cases.add(
        report.isConclusive()
            ? passed(evidence)
            : new TestCase(
                evidence,
                "too little was seen to say that there is no other race",
                true,
                "'racetrace doctor' on the same input says what is missing"));
    return cases;
  }

  boolean hasPassed() {
    return failure.isEmpty();
  }
}
