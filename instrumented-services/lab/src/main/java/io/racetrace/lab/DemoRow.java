package io.racetrace.lab;

import org.jspecify.annotations.Nullable;

/**
 * What one form of one exhibit came to.
 *
 * @param explained what the analyzer accounts for of {@code truth().missing()}; null where it was
 *     not asked
 * @param drillExplained the same of the drill alone
 */
record DemoRow(
    Exhibit exhibit,
    String form,
    Truth drill,
    Truth load,
    @Nullable Long explained,
    @Nullable Long drillExplained) {

  static DemoRow of(Exhibit exhibit, String form, Truth drill, Truth load) {
    return new DemoRow(exhibit, form, drill, load, null, null);
  }

  DemoRow explainedBy(long amount, long drillAmount) {
    return new DemoRow(exhibit, form, drill, load, amount, drillAmount);
  }

  boolean isRacy() {
    return form.equals("racy");
  }

  Truth truth() {
    return drill.plus(load);
  }

  /** Whether the exhibit showed what it must, and the analyzer says the same. */
  boolean agrees() {
    boolean shown = isRacy() ? drill.missing() > 0 : truth().missing() == 0;
    return shown
        && (explained == null || explained == truth().missing())
        && (drillExplained == null || drillExplained == drill.missing());
  }
}
