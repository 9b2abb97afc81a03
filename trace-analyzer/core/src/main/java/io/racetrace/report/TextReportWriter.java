package io.racetrace.report;

import io.racetrace.finding.Finding;
import io.racetrace.history.Coverage;
import io.racetrace.history.CoverageRow;
import io.racetrace.history.UnseenType;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** A report as text for a terminal: at most a hundred columns, times in UTC. */
public final class TextReportWriter {

  private static final int WIDTH = 100;

  /** How many lines of the table of coverage are shown. */
  private static final int MAX_ROWS = 20;

  /** How many record types are named that keep silence from being clean. */
  private static final int MAX_UNSEEN = 3;

  private final Ink ink;
  private final TraceLinks links;

  /**
   * @param ansi whether to use the colours of an ANSI terminal; they never say anything alone
   */
  public TextReportWriter(boolean ansi) {
    this(ansi, TraceLinks.NONE);
  }

  /**
   * @param ansi whether to use the colours of an ANSI terminal; they never say anything alone
   * @param links where traces are shown
   */
  public TextReportWriter(boolean ansi, TraceLinks links) {
    ink = new Ink(ansi);
    this.links = links;
  }

  /**
   * @throws IOException if {@code out} does
   */
  public void write(Report report, Appendable out) throws IOException {
    write(Screening.none(report), out);
  }

  /**
   * The findings that count in full, the others in a line each.
   *
   * @throws IOException if {@code out} does
   */
  public void write(Screening screening, Appendable out) throws IOException {
    Report report = screening.report();
    FindingText findingText = new FindingText(ink, report.coverage(), links);
    for (Finding finding : report.findings()) {
      out.append(findingText.text(finding)).append('\n');
    }
    leftOut(screening, screening.known(), "known", out);
    leftOut(screening, screening.suppressed(), "excepted", out);
    out.append(new WritersText(ink).text(report));
    line(out, "seen", coverage(report.coverage()));
    table(out, report.coverage());
    String clocks = ClocksText.of(report.clocks(), report.clockBoundNanos());
    if (!clocks.isEmpty()) {
      line(out, "clocks", clocks);
    }
    for (Diagnostic diagnostic : report.diagnostics()) {
      line(out, "input", diagnostic(diagnostic));
    }
    out.append('\n').append(verdict(screening)).append('\n');
  }

  private static void leftOut(
      Screening screening, List<Finding> findings, String label, Appendable out)
      throws IOException {
    for (Finding finding : findings) {
      line(
          out,
          label,
          finding.rule().id()
              + "  "
              + finding.certainty()
              + "  "
              + finding.fingerprint()
              + "  "
              + finding.recordType()
              + "  "
              + screening.standing(finding).why());
    }
    out.append(findings.isEmpty() ? "" : "\n");
  }

  /**
   * One finding alone, as it stands in the whole report.
   *
   * @param coverage of the report that it is from
   */
  public String text(Finding finding, Coverage coverage) {
    return new FindingText(ink, coverage, links).text(finding);
  }

  private static String coverage(Coverage coverage) {
    return String.format(
        Locale.ROOT,
        "%,d spans in %,d traces; %,d accesses; %,d of %,d writes with a record key,"
            + " %,d with a known unit of work; %,d spans without their parent%s",
        coverage.spans(),
        coverage.traces(),
        coverage.accesses(),
        coverage.writesWithKey(),
        coverage.writes(),
        coverage.writesWithUnit(),
        coverage.orphanSpans(),
        coverage.truncated() ? "; INPUT INCOMPLETE" : "");
  }

  /** Whose writes and reads are not all known; the rest goes without saying. */
  private void table(Appendable out, Coverage coverage) throws IOException {
    List<CoverageRow> incomplete = CoverageText.incomplete(coverage.rows());
    if (incomplete.isEmpty()) {
      return;
    }
    out.append(
        CoverageText.table(
            incomplete.subList(0, Math.min(MAX_ROWS, incomplete.size())), ink, service -> ""));
    int further = incomplete.size() - MAX_ROWS;
    line(
        out,
        "",
        (further > 0 ? "and " + further + " more; " : "")
            + "'racetrace doctor' on the same input names the settings that show the rest");
  }

  static String diagnostic(Diagnostic diagnostic) {
    return diagnostic.kind().id()
        + "  "
        + diagnostic.where()
        + (diagnostic.count() == 1
            ? ""
            : String.format(Locale.ROOT, "  %,d times", diagnostic.count()))
        + ": "
        + diagnostic.detail();
  }

  private static void line(Appendable out, String label, String text) throws IOException {
    for (String line : Printable.wrapped(Printable.cell(label, 9) + " ", text, WIDTH)) {
      out.append(line).append('\n');
    }
  }

  private String verdict(Screening screening) {
    Report report = screening.report();
    String leftOut = screening.leftOutWords();
    List<Finding> findings = report.findings();
    int observed = findings.size() - (int) report.predicted();
    return switch (report.verdict()) {
          case CLEAN ->
              ink.good("CLEAN")
                  + (leftOut.isEmpty()
                      ? "  no race in what was seen"
                      : "  no other race in what was seen");
          case INCONCLUSIVE ->
              ink.warn("INCONCLUSIVE")
                  + (report.coverage().spans() == 0
                      ? "  there were no spans to look at"
                      : "  no race was found, but too little was seen to say there is none"
                          + unseen(report.coverage()));
          case RACES_FOUND ->
              ink.bad("RACES FOUND")
                  + String.format(
                      Locale.ROOT,
                      "  %d %s; the surest is %s",
                      observed,
                      observed == 1 ? "finding" : "findings",
                      findings.get(0).certainty());
        }
        + predicted(report)
        + (leftOut.isEmpty() ? "" : "\n          left out: " + leftOut);
  }

  private static String unseen(Coverage coverage) {
    List<UnseenType> types = coverage.unseenTypes();
    StringBuilder words = new StringBuilder();
    types.stream()
        .limit(MAX_UNSEEN)
        .forEach(type -> words.append("\n          ").append(Printable.text(type.words())));
    int further = types.size() - MAX_UNSEEN;
    words.append(further > 0 ? "\n          and " + further + " more such record types" : "");
    words.append(
        types.isEmpty()
            ? ""
            : "\n          '--exclude record:NAME' leaves out what nobody asks about");
    return words.toString();
  }

  private static String predicted(Report report) {
    return report.predicted() == 0
        ? ""
        : String.format(
            Locale.ROOT,
            "\n          %d that nothing forbids %s not happened here (LATENT)",
            report.predicted(),
            report.predicted() == 1 ? "has" : "have");
  }
}
