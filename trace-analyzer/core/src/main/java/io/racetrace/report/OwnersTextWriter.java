package io.racetrace.report;

import io.racetrace.access.Guard;
import io.racetrace.history.Coverage;
import io.racetrace.history.CoverageRow;
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
      drift(drift, owned.matrix().keyless().isEmpty(), out);
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
    List<String> recordTypes = owned.matrix().recordTypes();
    long types = recordTypes.size();
    long services =
        recordTypes.stream()
            .flatMap(type -> owned.matrix().services(type).stream())
            .distinct()
            .count();
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
                ? coverage.withoutWrites()
                : CoverageText.percent(coverage.writesWithKey(), coverage.writes())
                    + " of "
                    + coverage.writes()
                    + " writes tell which record they change")
            + (owned.report().isConclusive()
                ? ""
                : "; others may write too that were not seen: racetrace doctor says what lacks"));
  }

  private void table(String recordType, WriterMatrix matrix, Appendable out) throws IOException {
    List<CoverageRow> keyless =
        matrix.keyless().stream().filter(row -> row.recordType().equals(recordType)).toList();
    boolean isNameless = keyless.stream().anyMatch(CoverageRow::isNameless);
    int services = matrix.services(recordType).size();
    String written =
        isNameless
            ? "may be any record type"
            : services == 1 ? "one writer" : services + " writers";
    out.append(ink.strong(Printable.cut(recordType, WIDTH - written.length() - 2)))
        .append(": ")
        .append(services == 1 && !isNameless ? ink.good(written) : ink.warn(written))
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
            .append(times(row.count()))
            .append('\n');
        out.append(" ".repeat(4))
            .append(Printable.cut(seen(row.seen()) + "  " + guards(row), WIDTH - 4))
            .append('\n');
        service = row.service();
      }
    }
    for (CoverageRow row : keyless) {
      out.append("  ")
          .append(Printable.cell(row.service(), SERVICE))
          .append("  ")
          .append(Printable.cell("no key", OPERATION))
          .append("  ")
          .append(Printable.cell("which rows, and from where, is not told", FROM))
          .append(times(row.changesWithoutKey()))
          .append('\n');
    }
  }

  private static String times(long count) {
    return String.format(Locale.ROOT, "%," + TIMES + "d", count)
        + (count == 1 ? " time" : " times");
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

  /**
   * @param isAll whether all writes have a key; only such can be compared
   */
  private void drift(WriterDrift drift, boolean isAll, Appendable out) throws IOException {
    String since = " since the report" + (isAll ? "" : " in writes with a key");
    if (drift.changes().isEmpty()) {
      out.append(isAll ? ink.good("No drift") : "No drift").append(since).append('\n');
      return;
    }
    out.append(ink.warn(counted(drift.changes().size(), "change")))
        .append(since)
        .append("; what is gone may be what these spans do not show\n");
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
