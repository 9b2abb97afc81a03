package io.racetrace.report.html;

import io.racetrace.finding.Certainty;
import io.racetrace.finding.Finding;
import io.racetrace.report.Report;
import java.util.List;
import java.util.Locale;

/** The list of findings, as text that is there without a script. */
final class FindingRows {

  private final HtmlText html;
  private final List<Finding> findings;

  FindingRows(HtmlText html, Report report) {
    this.html = html;
    this.findings = report.findings();
  }

  void write() {
    if (findings.isEmpty()) {
      return;
    }
    html.open("nav", "aria-labelledby", "findings-head");
    html.element("h2", "Findings", "id", "findings-head").line();
    html.open("div", "id", "filter").close().line();
    html.open("ol", "id", "findings").line();
    for (int i = 0; i < findings.size(); i++) {
      row(i, findings.get(i));
    }
    html.close().close().line();
  }

  /** Few elements each: there may be thousands. */
  private void row(int place, Finding finding) {
    String fingerprint = finding.fingerprint().toString();
    if (place < FindingPages.TOLD) {
      html.open("li");
    } else {
      html.open("li", "id", fingerprint);
    }
    html.open("a", "href", "#" + fingerprint);
    html.element("b", finding.rule().id()).text(" ");
    certainty(html, finding.certainty());
    html.text(" " + finding.severity().id() + ", " + times(finding));
    html.element("i", finding.recordType());
    html.text(finding.summary());
    html.close().close().line();
  }

  private static String times(Finding finding) {
    String count = finding.count() == 1 ? "once" : finding.count() + " times";
    return finding.certainty() == Certainty.LATENT ? "changed " + count : count;
  }

  static void certainty(HtmlText html, Certainty certainty) {
    html.element("em", certainty.name(), "class", certainty.name().toLowerCase(Locale.ROOT));
  }
}
