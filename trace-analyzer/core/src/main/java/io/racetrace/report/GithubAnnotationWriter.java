package io.racetrace.report;

import io.racetrace.finding.Certainty;
import io.racetrace.finding.Finding;
import io.racetrace.ownership.Breach;
import java.io.IOException;

/** A report as workflow commands of GitHub Actions, which shows them on the page of the run. */
public final class GithubAnnotationWriter {

  /** GitHub shows ten of a kind for each step. */
  private static final int SHOWN = 10;

  /**
   * @throws IOException if {@code out} does
   */
  public void write(Report report, Appendable out) throws IOException {
    int count = 0;
    for (Finding finding : report.findings()) {
      if (count++ == SHOWN) {
        out.append("::notice title=racetrace::")
            .append(data((report.findings().size() - SHOWN) + " more findings are in the report"))
            .append('\n');
        break;
      }
      out.append(level(finding))
          .append(place(finding))
          .append("title=")
          .append(property(finding.rule().id() + " " + finding.certainty()))
          .append("::")
          .append(
              data(
                  finding.summary()
                      + "\n"
                      + finding.recordType()
                      + "  "
                      + finding.fingerprint()
                      + "\nfix: "
                      + finding.rule().fix()))
          .append('\n');
    }
    if (report.verdict() == Verdict.INCONCLUSIVE) {
      out.append("::warning title=racetrace::")
          .append(data("INCONCLUSIVE: too little was seen to say that there is no race"))
          .append('\n');
    }
  }

  private static String level(Finding finding) {
    if (finding.certainty() == Certainty.LATENT) {
      return "::notice";
    }
    return finding.certainty().isAtLeast(Certainty.LIKELY) ? "::error" : "::warning";
  }

  /** The contract's line, where one is broken; spans don't know any other. */
  private static String place(Finding finding) {
    Breach contract = finding.contract();
    return contract == null
        ? " "
        : " file="
            + property(contract.owners().declared().file().replace('\\', '/'))
            + ",line="
            + contract.owners().declared().line()
            + ",";
  }

  private static String data(String text) {
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A");
  }

  private static String property(String text) {
    return data(text).replace(":", "%3A").replace(",", "%2C");
  }
}
