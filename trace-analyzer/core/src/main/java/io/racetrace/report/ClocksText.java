package io.racetrace.report;

import io.racetrace.order.ClockSummary;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;

/** How well clocks are known, in one sentence. */
final class ClocksText {

  private ClocksText() {}

  /** Empty where there is but one clock. */
  static String of(ClockSummary clocks, long statedNanos) {
    if (clocks.measuredPairs() + clocks.statedPairs() == 0) {
      return "";
    }
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "%,d of %,d pairs of clocks are measured by calls",
            clocks.measuredPairs(),
            clocks.measuredPairs() + clocks.statedPairs()));
    if (clocks.widestMeasured() > 0) {
      text.append(", to +/- ").append(millis(clocks.widestMeasured())).append(" ms at worst");
    }
    if (clocks.statedPairs() > 0) {
      text.append("; the others as stated, within ").append(millis(statedNanos)).append(" ms");
    }
    int distrusted = clocks.distrusted().size();
    if (distrusted > 0) {
      text.append("; not trusted: ").append(clocks.distrusted().first());
      if (distrusted > 1) {
        text.append(" and ").append(distrusted - 1).append(" more");
      }
    }
    return text.toString();
  }

  private static String millis(long nanos) {
    BigDecimal millis = new BigDecimal(nanos).movePointLeft(6).setScale(3, RoundingMode.UP);
    return millis.signum() == 0 ? "0" : millis.stripTrailingZeros().toPlainString();
  }
}
