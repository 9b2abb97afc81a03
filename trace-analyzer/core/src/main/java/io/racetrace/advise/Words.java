package io.racetrace.advise;

import java.util.Collection;
import java.util.Locale;

/** Numbers as people read them. */
public final class Words {

  private Words() {}

  public static String percent(double share) {
    double percent = share * 100;
    if (percent > 0 && percent < 0.05) {
      return "under 0.1 %";
    }
    return String.format(Locale.ROOT, percent < 9.95 ? "%.1f %%" : "%.0f %%", percent);
  }

  public static String millis(double nanos) {
    double millis = nanos / 1e6;
    if (millis >= 9_995) {
      return String.format(Locale.ROOT, "%.0f s", millis / 1000);
    }
    return String.format(Locale.ROOT, millis < 9.95 ? "%.1f ms" : "%.0f ms", millis);
  }

  public static String number(double value) {
    return String.format(
        Locale.ROOT, value < 0.0995 ? "%.3f" : value < 9.95 ? "%.2f" : "%.0f", value);
  }

  public static String perSecond(double rate) {
    return String.format(
        Locale.ROOT, rate < 0.0995 ? "%.4f/s" : rate < 9.95 ? "%.1f/s" : "%.0f/s", rate);
  }

  public static String list(Collection<String> some) {
    return String.join(", ", some);
  }
}
