package io.racetrace.traps;

import io.racetrace.finding.Certainty;
import io.racetrace.finding.Finding;
import io.racetrace.report.Report;
import io.racetrace.report.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;

/**
 * What the analyzer says of a variant, held against what is so.
 *
 * @param right surely found, and so
 * @param wrong surely found, and not so, or surer than anybody can be
 * @param doubtful found as POSSIBLE, and not so
 * @param found ids of rules that were found at any certainty, and are so
 * @param sure those of them that were found as PROVEN or LIKELY
 */
record Judged(
    Variant variant,
    List<String> right,
    List<String> wrong,
    List<String> doubtful,
    TreeSet<String> found,
    TreeSet<String> sure,
    Verdict verdict) {

  static Judged of(Variant variant, Report report) {
    Judged judged =
        new Judged(
            variant,
            new ArrayList<>(),
            new ArrayList<>(),
            new ArrayList<>(),
            new TreeSet<>(),
            new TreeSet<>(),
            report.verdict());
    for (Finding finding : report.findings()) {
      // A prediction accuses nobody.
      if (finding.certainty() != Certainty.LATENT) {
        judged.add(finding);
      }
    }
    return judged;
  }

  private void add(Finding finding) {
    String rule = finding.rule().id();
    String said = rule + " " + finding.certainty() + " on " + finding.recordType();
    boolean isSo = variant.trap().truth().contains(rule) && isOfTheRecord(finding);
    boolean surely = finding.certainty().isAtLeast(Certainty.LIKELY);
    Certainty ceiling = variant.ceiling(rule);
    boolean tooSure = ceiling == null || ceiling.compareTo(finding.certainty()) > 0;
    if (isSo) {
      found.add(rule);
    }
    if (surely && isSo && !tooSure) {
      right.add(said);
      sure.add(rule);
    } else if (surely) {
      wrong.add(said);
    } else if (!isSo) {
      doubtful.add(said);
    }
  }

  private boolean isOfTheRecord(Finding finding) {
    String type = variant.timeline().type().toLowerCase(Locale.ROOT);
    String said = finding.recordType().toLowerCase(Locale.ROOT);
    return said.endsWith("/" + type) || said.endsWith(type.substring(type.indexOf('.') + 1));
  }
}
