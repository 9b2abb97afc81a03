package io.racetrace.report;

import io.racetrace.access.Guard;
import io.racetrace.history.Coverage;
import io.racetrace.trace.Interval;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Who writes what, as text for a terminal: at most a hundred columns. */
public final class OwnersTextWriter {

  private static final int WIDTH = 100;
  private static final int SERVICE = 26;
  private static final int OPERATION = 6;
  private static final int FROM = 42;
  private static final int TIMES = 10;

  private final Ink ink;

  /**
   * @param ansi whether to use the colours of an ANSI terminal; they never say anything alone
   */
  public OwnersTextWriter(boolean ansi) {
    ink = new Ink(ansi);
  }

  /**
   * @throws IOException if {@code out} does
   */
  public void write(Owned owned, Appendable out) throws IOException {
    head(owned, out);
    for (String recordType : owned.matrix().recordTypes()) {
      out.append('\n');
      table(recordType, owned.matrix(), out);
    }
    WriterDrift drift = owned.drift();
    if (drift != null) {
      out.append('\n');
      drift(drift, out);
    }
    boolean first = true;
    for (Diagnostic diagnostic : owned.report().diagnostics()) {
      out.append(first ? "\n" : "");
      wrap(out, "input  ", TextReportWriter.diagnostic(diagnostic));
      first = false;
    }
  }

  private void head(Owned owned, Appendable out) throws IOException {
    Coverage coverage = owned.report().coverage();
    List<WriterRow> rows = owned.matrix().rows();
    long types = owned.matrix().recordTypes().size();
    long services = rows.stream().map(WriterRow::service).distinct().count();
    if (types == 0) {
      out.append(ink.strong("No writer was seen")).append('\n');
    } else {
      out.append(ink.strong(counted(types, "record type")))
          .append(", written by ")
          .append(counted(services, "service"))
          .append('\n');
    }
    wrap(
        out,
        "seen   ",
        (coverage.writes() == 0
                ? "no write was seen in " + coverage.spans() + " spans"
                : CoverageText.percent(coverage.writesWithKey(), coverage.writes())
                    + " of "
                    + coverage.writes()
                    + " writes tell which record they change")
            + (owned.report().isConclusive()
                ? ""
                : "; others may write too that were not seen: racetrace doctor says what lacks"));
  }

  private void table(String recordType, WriterMatrix matrix, Appendable out) throws IOException {
    int services = matrix.services(recordType).size();
    String written = services == 1 ? "one writer" : services + " writers";
    out.append(ink.strong(Printable.cut(recordType, WIDTH - written.length() - 2)))
        .append(": ")
        .append(services == 1 ? ink.good(written) : ink.warn(written))
        .append('\n');
    String service = "";
    for (WriterRow row : matrix.rows()) {
      if (row.recordType().equals(recordType)) {
        out.append("  ")
            .append(Printable.cell(row.service().equals(service) ? "" : row.service(), SERVICE))
            .append("  ")
            .append(Printable.cell(row.operation().id(), OPERATION))
            .append("  ")
            .append(Printable.cell(from(row), FROM))
            .append(String.format(Locale.ROOT, "%," + TIMES + "d", row.count()))
            .append(row.count() == 1 ? " time" : " times")
            .append('\n');
        out.append(" ".repeat(4))
            .append(Printable.cut(seen(row.seen()) + "  " + guards(row), WIDTH - 4))
            .append('\n');
        service = row.service();
      }
    }
  }

  private static String from(WriterRow row) {
    String path = "  " + row.path().id();
    return Printable.cut(row.entryPoint(), FROM - path.length()) + path;
  }

  /** Those that every write is behind, and how many writes the others have. */
  private static String guards(WriterRow row) {
    if (row.guards().isEmpty()) {
      return "no guard";
    }
    return row.guards().entrySet().stream()
        .map(
            guard ->
                guard.getKey().id()
                    + (guard.getValue() == row.count()
                        ? ""
                        : String.format(Locale.ROOT, " %,d of %,d", guard.getValue(), row.count())))
        .collect(Collectors.joining(", "));
  }

  private void drift(WriterDrift drift, Appendable out) throws IOException {
    if (drift.changes().isEmpty()) {
      out.append(ink.good("No drift")).append(" since the report\n");
      return;
    }
    out.append(ink.warn(counted(drift.changes().size(), "change")))
        .append(" since the report; what is gone may be what these spans do not show\n");
    String recordType = "";
    for (WriterDrift.Change change : drift.changes()) {
      WriterRow row = change.row();
      if (!row.recordType().equals(recordType)) {
        recordType = row.recordType();
        out.append("  ").append(Printable.cut(recordType, WIDTH - 2)).append('\n');
      }
      Guard guard = change.guard();
      out.append(
              Printable.cut(
                  "    "
                      + Printable.cell(change.kind().id(), 16)
                      + "  "
                      + (guard == null ? "" : guard.id() + "  ")
                      + row.service()
                      + "  "
                      + row.operation().id()
                      + "  "
                      + row.entryPoint(),
                  WIDTH))
          .append('\n');
    }
  }

  private static String seen(Interval seen) {
    String first = time(seen.start());
    String last = time(seen.end());
    return first.equals(last) ? first : first + " to " + last;
  }

  /** To the second, as nobody looks for a finer one here. */
  private static String time(long nanos) {
    return Instant.ofEpochSecond(0, nanos).truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private static String counted(long count, String what) {
    return count + " " + what + (count == 1 ? "" : "s");
  }

  private static void wrap(Appendable out, String head, String text) throws IOException {
    for (String line : Printable.wrapped(head, text, WIDTH)) {
      out.append(line).append('\n');
    }
  }
}
