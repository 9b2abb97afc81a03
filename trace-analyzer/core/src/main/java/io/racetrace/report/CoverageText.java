package io.racetrace.report;

import io.racetrace.history.CoverageRow;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;

/** The table of what can be judged, as text: a hundred columns. */
final class CoverageText {

  private static final String HEAD =
      Printable.cell("", 51) + "   writes  key  unit outcome traces    reads  key";

  private static final int NAME = 51;

  private CoverageText() {}

  /** One line of the table. */
  private static String row(String name, CoverageRow row) {
    return Printable.cell(name, NAME)
        + number(row.writes(), 9)
        + share(row.writesWithKey(), row.writes(), 5)
        + share(row.writesWithUnit(), row.writes(), 6)
        + share(row.writesWithOutcome(), row.writes(), 8)
        + share(row.writesInWholeTraces(), row.writes(), 7)
        + number(row.reads(), 9)
        + share(row.readsWithKey(), row.reads(), 5);
  }

  /**
   * The rows of one service after the other.
   *
   * @param words what is said of a service beside its name
   */
  static String table(List<CoverageRow> rows, Ink ink, UnaryOperator<String> words) {
    StringBuilder text = new StringBuilder(HEAD).append('\n');
    String service = null;
    for (CoverageRow row : rows) {
      if (!row.service().equals(service)) {
        service = row.service();
        text.append(ink.strong(Printable.cut(service, 60)));
        text.append(Printable.cut(words.apply(service), 38)).append('\n');
      }
      text.append(row("  " + row.recordType(), row)).append('\n');
      if (row.keyColumns() != null) {
        text.append(Printable.cut("    key: " + row.keyColumns(), 100)).append('\n');
      }
    }
    return text.toString();
  }

  /** Whether something about the writes or the reads is not known. */
  static boolean isIncomplete(CoverageRow row) {
    return row.writesWithKey() < row.writes()
        || row.writesWithOutcome() < row.writes()
        || row.writesInWholeTraces() < row.writes()
        || row.readsWithKey() < row.reads();
  }

  /** The rows of which something is not known. */
  static List<CoverageRow> incomplete(List<CoverageRow> rows) {
    return rows.stream().filter(CoverageText::isIncomplete).toList();
  }

  /** Cut, so that nothing is shown as whole that is not; never as nothing what is something. */
  static String percent(long part, long all) {
    if (all == 0) {
      return "-";
    }
    long percent = 100 * part / all;
    return part > 0 && percent == 0 ? "<1%" : percent + "%";
  }

  private static String share(long part, long all, int width) {
    return right(percent(part, all), width);
  }

  private static String number(long number, int width) {
    return right(String.format(Locale.ROOT, "%,d", number), width);
  }

  private static String right(String text, int width) {
    return " ".repeat(Math.max(1, width - text.length())) + text;
  }
}
