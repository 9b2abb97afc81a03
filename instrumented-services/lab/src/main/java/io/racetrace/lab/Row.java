package io.racetrace.lab;

import io.racetrace.lab.exhibit.Check;
import io.racetrace.lab.exhibit.Exhibit;
import io.racetrace.lab.exhibit.Expected;
import io.racetrace.lab.exhibit.Form;
import io.racetrace.lab.exhibit.Truth;
import java.util.ArrayList;
import java.util.List;

/** What one form of one exhibit came to, and what the analyzer says of it. */
record Row(Exhibit exhibit, Form form, Truth drill, Truth load, Explained explained) {

  Truth truth() {
    return drill.plus(load);
  }

  long drillExplained() {
    return explained.of(exhibit.drillKey());
  }

  boolean agrees() {
    return disagreements().isEmpty();
  }

  /**
   * What is not as it must be: the racy form's drill does harm and a safe form never does, each
   * check holds, and the analyzer finds what is to be found, to the unit where it can, and nothing
   * else.
   */
  List<String> disagreements() {
    List<String> all = new ArrayList<>();
    if (form.isRacy() && !exhibit.isHarm(drill)) {
      all.add("the drill did no harm");
    }
    if (!form.isRacy() && exhibit.isHarm(drill)) {
      all.add("the drill did harm");
    }
    if (!form.isRacy() && exhibit.isHarm(load)) {
      all.add("the load did harm");
    }
    truth().checks().stream()
        .filter(check -> !check.holds())
        .map(Check::what)
        .map(what -> "not so: " + what)
        .forEach(all::add);
    for (Expected expected : form.must()) {
      if (explained.findings().stream().noneMatch(found -> found.meets(expected))) {
        all.add("not found: " + expected);
      }
    }
    for (Explained.Found found : explained.findings()) {
      if (!isExpected(found)) {
        all.add("found, and should not be: " + found);
      }
    }
    if (exhibit.column() != null && !explained.lostByRecord().equals(truth().missingByRecord())) {
      all.add(
          "missing are %d %s, explained %d"
              .formatted(truth().missing(), exhibit.unit(), explained.total()));
    }
    return all;
  }

  /** What happens in a form for certain may happen there again where nobody can be as sure. */
  private boolean isExpected(Explained.Found found) {
    return form.may().stream().anyMatch(found::meets)
        || form.must().stream()
            .anyMatch(
                expected ->
                    form.isRacy() ? expected.rule().equals(found.rule()) : found.meets(expected));
  }
}
