package io.racetrace.assertion;

import io.racetrace.history.Coverage;
import io.racetrace.report.RecordPattern;
import io.racetrace.report.Report;
import java.math.BigDecimal;

/**
 * So large a share of all writes shows its record, and nothing is known to be missing.
 *
 * @param share 0 to 1
 */
public record CoverageAtLeast(BigDecimal share) implements Assertion {

  /**
   * @throws IllegalArgumentException if it is not from 0 to 1
   */
  public CoverageAtLeast {
    if (share.signum() < 0 || share.compareTo(BigDecimal.ONE) > 0) {
      throw new IllegalArgumentException("a share is from 0 to 1: " + share.toPlainString());
    }
  }

  @Override
  public String name() {
    return "coverage is at least " + share.toPlainString();
  }

  @Override
  public AssertionResult check(Report report) {
    Coverage coverage = report.coverage();
    if (coverage.writes() == 0) {
      return AssertionResult.inconclusive(
          this,
          coverage.spans() == 0 ? "there were no spans to look at" : coverage.withoutWrites());
    }
    BigDecimal least = share.multiply(BigDecimal.valueOf(coverage.writes()));
    if (BigDecimal.valueOf(coverage.writesWithKey()).compareTo(least) < 0) {
      return AssertionResult.fails(
          this,
          "only "
              + coverage.writesWithKey()
              + " of "
              + coverage.writes()
              + " writes show their record: 'racetrace doctor' on the same spans names the setting"
              + " that shows the rest");
    }
    String doubt = new Seen(report, RecordPattern.ANY).torn();
    return doubt == null ? AssertionResult.holds(this) : AssertionResult.inconclusive(this, doubt);
  }
}
