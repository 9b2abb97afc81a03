package io.racetrace.report;

import io.racetrace.finding.Certainty;
import io.racetrace.finding.Finding;
import io.racetrace.ownership.Breach;
import io.racetrace.ownership.SourceLine;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A report as workflow commands of GitHub Actions, which shows the first ten of a kind on the page
 * of the run, and all of them in the step's log.
 */
public final class GithubAnnotationWriter {

  /**
   * @throws IOException if {@code out} does
   */
  public void write(Report report, Appendable out) throws IOException {
    write(Screening.none(report), out);
  }

  /**
   * Annotations for what counts; for the rest, and what is to be known of the lists, notices.
   *
   * @throws IOException if {@code out} does
   */
  public void write(Screening screening, Appendable out) throws IOException {
    Report report = screening.report();
    for (Finding finding : report.findings()) {
      out.append(level(finding))
          .append(place(contract(finding)))
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
    for (Finding finding : screening.whole().findings()) {
      if (!screening.standing(finding).counts()) {
        notice(
            finding.rule().id()
                + " "
                + finding.certainty()
                + " on "
                + finding.recordType()
                + "  "
                + finding.fingerprint()
                + " is left out: "
                + screening.standing(finding).why(),
            out);
      }
    }
    for (String note : screening.notes()) {
      notice(note, out);
    }
  }

  /**
   * Annotations for what failed, at the line that asks for it, and notices for what is left out.
   *
   * @throws IOException if {@code out} does
   */
  public void write(List<TestCase> cases, Appendable out) throws IOException {
    for (TestCase each : cases) {
      String level =
          switch (each.result()) {
            case PASSED -> "";
            case FAILED -> "::error";
            case ERROR -> "::warning";
            case LEFT_OUT -> "::notice";
          };
      if (!level.isEmpty()) {
        out.append(level)
            .append(place(each.declared()))
            .append("title=")
            .append(property(each.name()))
            .append("::")
            .append(data((each.text().isEmpty() ? each.message() : each.text()).strip()))
            .append('\n');
      }
    }
  }

  private static void notice(String text, Appendable out) throws IOException {
    out.append("::notice title=racetrace::").append(data(text)).append('\n');
  }

  private static String level(Finding finding) {
    if (finding.certainty() == Certainty.LATENT) {
      return "::notice";
    }
    return finding.certainty().isAtLeast(Certainty.LIKELY) ? "::error" : "::warning";
  }

  /** The contract's line, where one is broken; spans don't know any other. */
  private static @Nullable SourceLine contract(Finding finding) {
    Breach contract = finding.contract();
    return contract == null ? null : contract.owners().declared();
  }

  private static String place(@Nullable SourceLine declared) {
    return declared == null
        ? " "
        : " file="
            + property(declared.file().replace('\\', '/'))
            + ",line="
            + declared.line()
            + ",";
  }

  private static String data(String text) {
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A");
  }

  private static String property(String text) {
    return data(text).replace(":", "%3A").replace(",", "%2C");
  }
}
