package io.racetrace.report;

import io.racetrace.finding.Finding;
import io.racetrace.finding.Side;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A report as a summary in Markdown: a table, and each finding in full, folded. */
public final class MarkdownReportWriter {

  /** A summary of GitHub's holds 1 MiB, and each of these some three thousand characters. */
  private static final int SHOWN = 50;

  private final TraceLinks links;

  /** Without links to traces. */
  public MarkdownReportWriter() {
    this(TraceLinks.NONE);
  }

  /**
   * @param links where traces are shown
   */
  public MarkdownReportWriter(TraceLinks links) {
    this.links = links;
  }

  /**
   * @throws IOException if {@code out} does
   */
  public void write(Report report, Appendable out) throws IOException {
    write(Screening.none(report), out);
  }

  /**
   * The findings that count, and below them the others with what is written of them.
   *
   * @throws IOException if {@code out} does
   */
  public void write(Screening screening, Appendable out) throws IOException {
    Report report = screening.report();
    out.append("## racetrace: ").append(verdict(report)).append("\n\n");
    if (!report.findings().isEmpty()) {
      out.append("| finding | certainty | records | who | times | fingerprint |\n");
      out.append("| --- | --- | --- | --- | --- | --- |\n");
      for (Finding finding : report.findings()) {
        out.append("| ").append(cell(finding.rule().id()));
        out.append(" | ").append(finding.certainty().name());
        out.append(" | ").append(cell(finding.recordType()));
        out.append(" | ").append(cell(String.join(", ", finding.services())));
        out.append(" | ").append(Long.toString(finding.count()));
        out.append(" | ").append(finding.fingerprint().toString()).append(" |\n");
      }
      out.append('\n');
      for (Finding finding : report.findings().stream().limit(SHOWN).toList()) {
        details(finding, report, out);
      }
      if (report.findings().size() > SHOWN) {
        out.append("and ").append(Integer.toString(report.findings().size() - SHOWN));
        out.append(" more, which are in the table only\n\n");
      }
    }
    leftOut(screening, out);
    out.append(
        String.format(
            Locale.ROOT,
            "%,d of %,d writes show their record, in %,d spans\n",
            report.coverage().writesWithKey(),
            report.coverage().writes(),
            report.coverage().spans()));
    for (Diagnostic diagnostic : report.diagnostics()) {
      out.append("- ").append(cell(TextReportWriter.diagnostic(diagnostic))).append('\n');
    }
  }

  private static void leftOut(Screening screening, Appendable out) throws IOException {
    List<Finding> leftOut = new ArrayList<>(screening.known());
    leftOut.addAll(screening.suppressed());
    if (!leftOut.isEmpty()) {
      out.append("| left out | certainty | records | why | fingerprint |\n");
      out.append("| --- | --- | --- | --- | --- |\n");
      for (Finding finding : leftOut) {
        out.append("| ").append(cell(finding.rule().id()));
        out.append(" | ").append(finding.certainty().name());
        out.append(" | ").append(cell(finding.recordType()));
        out.append(" | ").append(cell(screening.standing(finding).why()));
        out.append(" | ").append(finding.fingerprint().toString()).append(" |\n");
      }
      out.append('\n');
    }
    for (String note : screening.notes()) {
      out.append("- ").append(cell(note)).append('\n');
    }
    out.append(screening.notes().isEmpty() ? "" : "\n");
  }

  private void details(Finding finding, Report report, Appendable out) throws IOException {
    out.append("<details><summary>").append(cell(finding.summary())).append("</summary>\n\n");
    // Indented, so that nothing in it can end it.
    String text = new TextReportWriter(false).text(finding, report.coverage());
    for (String line : text.lines().toList()) {
      out.append("    ").append(line).append('\n');
    }
    if (!links.isEmpty()) {
      List<Side> sides = finding.exemplars().get(0).sides();
      out.append("\n[trace of A](<").append(links.of(sides.get(0)));
      out.append(">) [trace of B](<").append(links.of(sides.get(1))).append(">)\n");
    }
    out.append("\n</details>\n\n");
  }

  private static String verdict(Report report) {
    return switch (report.verdict()) {
      case CLEAN -> "clean";
      case RACES_FOUND -> "races found";
      case INCONCLUSIVE -> "inconclusive";
    };
  }

  /** Text that stays text: no table, no HTML, no link comes out of it. */
  private static String cell(String raw) {
    StringBuilder text = new StringBuilder(raw.length());
    for (char c : Printable.text(raw).toCharArray()) {
      switch (c) {
        case '<' -> text.append("&lt;");
        case '>' -> text.append("&gt;");
        case '&' -> text.append("&amp;");
        case '|', '*', '_', '`', '[', ']', '\\', '#', '~', '!' -> text.append('\\').append(c);
        default -> text.append(c);
      }
    }
    return text.toString();
  }
}
