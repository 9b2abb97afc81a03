package io.racetrace.assertion;

import io.racetrace.access.RecordType;
import io.racetrace.history.Effort;
import io.racetrace.report.RecordPattern;
import io.racetrace.report.Report;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Nobody holds a row of some record types, or a lock for it, for longer than this: from where it is
 * surely taken to where it is let go, on the holder's own clock.
 */
public record LockHeldAtMost(RecordPattern on, Duration time) implements Assertion {

  /**
   * @throws IllegalArgumentException if the time is negative
   */
  public LockHeldAtMost {
    if (time.isNegative()) {
      throw new IllegalArgumentException("a time is not negative: " + time);
    }
  }

  @Override
  public String name() {
    return "no lock on " + on + " is held for more than " + millis(time.toNanos());
  }

  @Override
  public AssertionResult check(Report report) {
    Effort all = Effort.NONE;
    RecordType worst = null;
    for (Map.Entry<RecordType, Effort> entry : report.census().efforts().entrySet()) {
      RecordType type = entry.getKey();
      Effort effort = entry.getValue();
      if (on.matches(type.id())) {
        worst = effort.longestHoldNanos() > all.longestHoldNanos() ? type : worst;
        all = all.plus(effort);
      }
    }
    if (worst != null && all.longestHoldNanos() > time.toNanos()) {
      return AssertionResult.fails(
          this, "one on " + worst.id() + " was held for " + millis(all.longestHoldNanos()));
    }
    String doubt = doubt(report, all);
    return doubt == null ? AssertionResult.holds(this) : AssertionResult.inconclusive(this, doubt);
  }

  private @Nullable String doubt(Report report, Effort all) {
    String doubt = new Seen(report, on).doubt();
    return doubt == null && all.holds() == 0
        ? "no lock on "
            + on
            + " is seen from where it is taken to where it is let go: spans of COMMIT and ROLLBACK"
            + " show the end, and 'racetrace doctor' names the setting"
        : doubt;
  }

  private static String millis(long nanos) {
    return BigDecimal.valueOf(nanos, 6).stripTrailingZeros().toPlainString() + " ms";
  }
}
