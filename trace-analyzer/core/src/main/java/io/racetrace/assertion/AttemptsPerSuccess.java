package io.racetrace.assertion;

import io.racetrace.access.RecordType;
import io.racetrace.history.Effort;
import io.racetrace.report.RecordPattern;
import io.racetrace.report.Report;
import java.math.BigDecimal;
import java.util.Map;

/**
 * Changes of some record types, each of them, take no more attempts than this, on average: what
 * other changes refuse is made again and costs work.
 *
 * @param most from 1
 */
public record AttemptsPerSuccess(RecordPattern on, BigDecimal most) implements Assertion {

  /**
   * @throws IllegalArgumentException if it is below 1
   */
  public AttemptsPerSuccess {
    if (most.compareTo(BigDecimal.ONE) < 0) {
      throw new IllegalArgumentException(
          "a change takes at least one attempt: " + most.toPlainString());
    }
  }

  @Override
  public String name() {
    return "a change of " + on + " takes at most " + most.toPlainString() + " attempts";
  }

  @Override
  public AssertionResult check(Report report) {
    Effort all = Effort.NONE;
    for (Map.Entry<RecordType, Effort> entry : report.census().efforts().entrySet()) {
      RecordType type = entry.getKey();
      Effort effort = entry.getValue();
      if (!on.matches(type.id())) {
        continue;
      }
      all = all.plus(effort);
      BigDecimal allowed = most.multiply(BigDecimal.valueOf(effort.changes()));
      if (BigDecimal.valueOf(effort.attempts()).compareTo(allowed) > 0) {
        return AssertionResult.fails(
            this,
            effort.changes()
                + " changes of "
                + type.id()
                + " took "
                + effort.attempts()
                + " attempts");
      }
    }
    String doubt = new Seen(report, on).doubt();
    if (doubt == null && all.attempts() == 0) {
      doubt = "no change of " + on + " was seen, only what was put in";
    }
    return doubt == null ? AssertionResult.holds(this) : AssertionResult.inconclusive(this, doubt);
  }
}
