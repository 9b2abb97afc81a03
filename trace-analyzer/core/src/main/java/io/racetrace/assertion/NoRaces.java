package io.racetrace.assertion;

import io.racetrace.finding.Certainty;
import io.racetrace.finding.Finding;
import io.racetrace.report.RecordPattern;
import io.racetrace.report.Report;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * No race on some record types. Predicted ones count too, if the certainty says so: that is how a
 * test in which nothing ever runs at the same time fails.
 *
 * @param rules ids of those that are looked at; empty for all
 * @param atLeast how sure a finding must be to count
 */
public record NoRaces(RecordPattern on, Set<String> rules, Certainty atLeast) implements Assertion {

  /** Copies the set. */
  public NoRaces {
    rules = Set.copyOf(rules);
  }

  public static NoRaces on(RecordPattern pattern) {
    return new NoRaces(pattern, Set.of(), Certainty.LATENT);
  }

  @Override
  public String name() {
    return "no "
        + (rules.isEmpty() ? "race" : String.join(" or ", new TreeSet<>(rules)))
        + (on.equals(RecordPattern.ANY) ? "" : " on " + on)
        + (atLeast == Certainty.LATENT ? "" : ", " + atLeast + " or surer");
  }

  @Override
  public AssertionResult check(Report report) {
    List<Finding> against =
        report.findings().stream()
            .filter(finding -> on.matches(finding.recordType()))
            .filter(finding -> rules.isEmpty() || rules.contains(finding.rule().id()))
            .filter(finding -> finding.certainty().isAtLeast(atLeast))
            .toList();
    if (!against.isEmpty()) {
      Finding first = against.get(0);
      return AssertionResult.fails(
          this,
          first.rule().id()
              + " "
              + first.certainty()
              + " on "
              + first.recordType()
              + (against.size() == 1 ? "" : " and " + (against.size() - 1) + " more"),
          against);
    }
    String doubt = new Seen(report, on).doubt();
    return doubt == null ? AssertionResult.holds(this) : AssertionResult.inconclusive(this, doubt);
  }
}
