package io.racetrace.anomalies;

import io.racetrace.anomalies.Anomaly.Expected;
import io.racetrace.finding.Certainty;
import io.racetrace.finding.Finding;
import io.racetrace.finding.Scope;
import io.racetrace.report.Prevented;
import io.racetrace.report.Report;
import io.racetrace.report.Verdict;
import java.util.ArrayList;
import java.util.List;

/** What the analyzer said of a play, held against what the database did. */
final class Judgement {

  private final Report report;

  Judgement(Report report) {
    this.report = report;
  }

  /** What disagrees; empty if nothing does. */
  String disagreement(Anomaly anomaly, Truth truth) {
    Expected expected = anomaly.expected();
    List<Finding> sure = findings(Certainty.LIKELY);
    List<Finding> all = findings(Certainty.POSSIBLE);
    if (truth.isHarm(anomaly)) {
      return expected.keyed()
          ? harm(expected, findings(expected.certainty()))
          : harmUnseen(sure, all);
    }
    if (!sure.isEmpty()) {
      return "accuses, and there is no harm";
    }
    if (!all.isEmpty()) {
      return "takes for possible what did not happen";
    }
    if (truth.prevented() > 0 && prevented() == 0) {
      return "does not count what was prevented";
    }
    return "";
  }

  private static String harm(Expected expected, List<Finding> found) {
    List<Finding> right =
        found.stream().filter(finding -> finding.rule().id().equals(expected.rule())).toList();
    if (right.isEmpty()) {
      return "does not find " + expected.rule();
    }
    if (right.size() < found.size()) {
      return "finds more than " + expected.rule();
    }
    boolean rightScope =
        expected.scope() == Scope.UNKNOWN
            || right.stream().allMatch(finding -> finding.scope() == expected.scope());
    return rightScope ? "" : "does not say that it is " + expected.scope().id();
  }

  private String harmUnseen(List<Finding> sure, List<Finding> all) {
    if (!sure.isEmpty()) {
      return "is sure without a key";
    }
    return all.isEmpty() && report.verdict() == Verdict.CLEAN ? "calls it clean" : "";
  }

  /** How many writes guards refused, as the analyzer counts. */
  long prevented() {
    return report.prevented().stream().mapToLong(Prevented::count).sum();
  }

  List<Finding> findings(Certainty atLeast) {
    return report.findings().stream()
        .filter(finding -> finding.certainty().isAtLeast(atLeast))
        .toList();
  }

  String words() {
    List<String> words = new ArrayList<>();
    for (Finding finding : report.findings()) {
      if (finding.certainty() != Certainty.LATENT) {
        String scope = finding.scope() == Scope.UNKNOWN ? "" : " " + finding.scope().id();
        words.add(finding.rule().id() + " " + finding.certainty() + scope);
      }
    }
    for (Prevented prevented : report.prevented()) {
      words.add("prevented " + prevented.guard() + " " + prevented.count());
    }
    if (words.isEmpty()) {
      words.add(report.verdict() == Verdict.INCONCLUSIVE ? "nothing; inconclusive" : "nothing");
    }
    return String.join(", ", words);
  }
}
