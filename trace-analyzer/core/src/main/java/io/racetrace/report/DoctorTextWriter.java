package io.racetrace.report;

import io.racetrace.access.gap.ContextGap;
import io.racetrace.access.gap.Gap;
import io.racetrace.access.gap.KeyGap;
import io.racetrace.history.Coverage;
import io.racetrace.history.CoverageRow;
import io.racetrace.history.ServiceCoverage;
import io.racetrace.trace.Sampling;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What the input of a report can prove and which settings would open up the rest, as text for a
 * terminal: at most a hundred columns.
 */
public final class DoctorTextWriter {

  private static final int WIDTH = 100;

  /** How many statements are shown of each gap. */
  private static final int SHOWN = 3;

  /** Of reads only what a setting can open is told: that a search names no single row is normal. */
  private static final Set<Gap> WORTH_OPENING_FOR_READS =
      Set.of(
          KeyGap.NO_PARAMETERS,
          KeyGap.HIDDEN_LOOKUP,
          KeyGap.POSITIONS_SHIFTED,
          KeyGap.NO_STATEMENT,
          KeyGap.SANITISED_COMMAND,
          KeyGap.REDACTED_KEY);

  private final Ink ink;

  /**
   * @param ansi whether to use the colours of an ANSI terminal; they never say anything alone
   */
  public DoctorTextWriter(boolean ansi) {
    ink = new Ink(ansi);
  }

  /**
   * @throws IOException if {@code out} does
   */
  public void write(Report report, Appendable out) throws IOException {
    Coverage coverage = report.coverage();
    verdict(coverage, out);
    table(coverage, out);
    openings(coverage, out);
    traces(coverage, out);
    boolean first = true;
    for (Diagnostic diagnostic : report.diagnostics()) {
      // The gaps tell the same of keys, and what to do.
      if (diagnostic.kind() != Diagnostic.Kind.NO_RECORD_KEY) {
        out.append(first ? "\n" : "");
        line(out, "input", TextReportWriter.diagnostic(diagnostic));
        first = false;
      }
    }
  }

  private void verdict(Coverage coverage, Appendable out) throws IOException {
    long writes = coverage.writes();
    if (coverage.writesWithKey() == 0) {
      String why =
          writes == 0
              ? coverage.withoutWrites()
                  + (coverage.insertsWithoutKey() == 0
                      ? ""
                      : "; '--schema' names the columns of a key")
              : "none of " + count(writes, "write") + " tells which record it changes";
      String said = "Nothing can be judged";
      List<String> lines = Printable.wrapped(said + ": ", why, WIDTH);
      out.append(ink.bad(said)).append(lines.get(0), said.length(), lines.get(0).length());
      for (String line : lines.subList(1, lines.size())) {
        out.append('\n').append(line);
      }
      out.append('\n');
      return;
    }
    String share =
        CoverageText.percent(coverage.writesWithKey(), writes).replace("%", " %")
            + " of "
            + count(writes, "write")
            + " can be judged";
    boolean all = coverage.writesWithKey() == writes;
    out.append(all ? ink.good(share) : ink.warn(share))
        .append("; ")
        .append(CoverageText.percent(coverage.writesWithOutcome(), writes).replace("%", " %"))
        .append(" for certain: it is also known whether they took effect\n");
    if (coverage.truncated()) {
      out.append(ink.bad("The input is incomplete"))
          .append(": what is missing is not counted here\n");
    }
  }

  private void table(Coverage coverage, Appendable out) throws IOException {
    List<CoverageRow> rows =
        coverage.rows().stream().filter(row -> row.writes() > 0 || row.reads() > 0).toList();
    if (rows.isEmpty()) {
      return;
    }
    out.append('\n').append(CoverageText.table(rows, ink, service -> emitters(coverage, service)));
  }

  private static String emitters(Coverage coverage, String name) {
    for (ServiceCoverage service : coverage.services()) {
      if (service.service().equals(name) && !service.emitters().isEmpty()) {
        return "  (" + String.join(", ", service.emitters()) + ")";
      }
    }
    return "";
  }

  private void openings(Coverage coverage, Appendable out) throws IOException {
    List<Opening> worthwhile =
        Opening.of(coverage).stream()
            .filter(
                opening -> opening.writes() > 0 || WORTH_OPENING_FOR_READS.contains(opening.gap()))
            .toList();
    if (worthwhile.isEmpty()) {
      return;
    }
    out.append("\nWhat would show more, by how many writes it opens up:\n");
    int place = 0;
    for (Opening opening : worthwhile) {
      place++;
      out.append('\n')
          .append(String.format(Locale.ROOT, "%3d  ", place))
          .append(ink.strong(accesses(opening)))
          .append(Printable.cut("  " + opening.service(), 50))
          .append(opening.emitter().isEmpty() ? "" : "  (" + opening.emitter() + ")")
          .append('\n');
      indented(out, "why", opening.gap().why());
      setting(out, opening.remedy().setting());
      if (!opening.remedy().note().isEmpty()) {
        indented(out, "", opening.remedy().note());
      }
      places(out, opening);
    }
  }

  /** A setting stays in one piece, however long it is: it is there to be copied. */
  private void setting(Appendable out, String setting) throws IOException {
    if (setting.indexOf(' ') > 0) {
      indented(out, "do", setting);
    } else {
      out.append("     set   ").append(ink.good(Printable.text(setting))).append('\n');
    }
  }

  private static void places(Appendable out, Opening opening) throws IOException {
    List<String> shown =
        opening.statements().isEmpty() ? opening.recordTypes() : opening.statements();
    long further = shown.size() + opening.furtherStatements();
    String head = "in";
    for (String place : shown.subList(0, Math.min(SHOWN, shown.size()))) {
      out.append("     ")
          .append(Printable.cell(head, 6))
          .append(Printable.cut(place, WIDTH - 11))
          .append('\n');
      head = "";
      further--;
    }
    if (further > 0) {
      out.append("           and ").append(String.format(Locale.ROOT, "%,d more", further));
      out.append('\n');
    }
  }

  private static void indented(Appendable out, String label, String text) throws IOException {
    for (String line : Printable.wrapped("     " + Printable.cell(label, 6), text, WIDTH)) {
      out.append(line).append('\n');
    }
  }

  /** What concerns whole traces. */
  private static void traces(Coverage coverage, Appendable out) throws IOException {
    StringBuilder text = new StringBuilder();
    Map<Sampling, List<String>> sampled = new LinkedHashMap<>();
    for (ServiceCoverage service : coverage.services()) {
      Sampling sampling = service.sampling();
      if (sampling != null && sampling.threshold() > 0) {
        sampled.computeIfAbsent(sampling, same -> new ArrayList<>()).add(service.service());
      }
    }
    for (Map.Entry<Sampling, List<String>> same : sampled.entrySet()) {
      line(text, "sampling", sampling(String.join(", ", same.getValue()), same.getKey()));
    }
    for (ServiceCoverage service : coverage.services()) {
      if (service.orphanSpans() > 0) {
        line(
            text,
            "orphans",
            service.service()
                + ": the parent is missing of "
                + count(service.orphanSpans(), "span")
                + " of "
                + String.format(Locale.ROOT, "%,d", service.spans()));
      }
      if (service.causelessConsumers() > 0) {
        line(
            text,
            "events",
            service.service()
                + ": "
                + count(service.causelessConsumers(), "consumer span")
                + " of "
                + String.format(Locale.ROOT, "%,d", service.consumers())
                + " with neither a parent nor a link; "
                + ContextGap.NO_CAUSE.openedBy());
      }
    }
    if (text.length() > 0) {
      out.append('\n').append(text);
    }
  }

  private static String sampling(String services, Sampling sampling) {
    double one = sampling.probability();
    String pair = percent(one * one);
    return services
        + ": "
        + percent(one)
        + " of the traces are kept, so both sides of a race with "
        + pair
        + (sampling.explicitRandomness() ? " or, where they were sampled together, more" : "")
        + "; keep every trace that writes, or sample by record key";
  }

  private static String percent(double share) {
    return new BigDecimal(share * 100)
            .round(new MathContext(2))
            .stripTrailingZeros()
            .toPlainString()
        + " %";
  }

  private static String accesses(Opening opening) {
    if (opening.writes() == 0) {
      return count(opening.reads(), "read");
    }
    String writes = count(opening.writes(), "write");
    return opening.reads() == 0 ? writes : writes + ", " + count(opening.reads(), "read");
  }

  private static String count(long number, String what) {
    return String.format(Locale.ROOT, "%,d %s%s", number, what, number == 1 ? "" : "s");
  }

  private static void line(Appendable out, String label, String text) throws IOException {
    for (String line : Printable.wrapped(Printable.cell(label, 9) + " ", text, WIDTH)) {
      out.append(line).append('\n');
    }
  }
}
