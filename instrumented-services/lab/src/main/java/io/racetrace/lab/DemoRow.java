package io.racetrace.lab;

/** What one form of one exhibit came to, and what the analyzer says of it. */
record DemoRow(Exhibit exhibit, String form, Truth drill, Truth load, Explained explained) {

  boolean isRacy() {
    return form.equals("racy");
  }

  Truth truth() {
    return drill.plus(load);
  }

  long drillExplained() {
    return explained.of(exhibit.drillKey());
  }

  /**
   * Whether the exhibit showed what it must, and the analyzer says the same: every lost amount of
   * every record in the racy form, nothing at all in a safe one.
   */
  boolean agrees() {
    boolean accounted = explained.lostByRecord().equals(truth().missingByRecord());
    boolean shown =
        isRacy()
            ? drill.missing() > 0
                && explained.findings().contains("lost-update PROVEN")
                && explained.findings().contains("ownership-conflict PROVEN")
            : truth().missing() == 0 && explained.findings().isEmpty() && explained.allGuarded();
    return accounted && shown;
  }
}
