package io.racetrace.lab;

import io.racetrace.lab.exhibit.Exhibit;
import io.racetrace.lab.exhibit.Truth;
import java.io.IOException;
import java.util.List;

/** The rows of a demo for people. */
final class TruthTable {
  private static final String LINE = "%-15s %-17s %8s %8s %8s %10s  %s%n";

  private TruthTable() {}

  static void write(List<Row> rows, Appendable out) throws IOException {
    out.append(
        LINE.formatted(
            "exhibit", "form", "expected", "found", "missing", "explained", "agreement"));
    for (Row row : rows) {
      Truth truth = row.truth();
      out.append(
          LINE.formatted(
              row.exhibit().name(),
              row.form(),
              truth.expected(),
              truth.found(),
              truth.missing(),
              row.explained().total(),
              row.agrees() ? "yes" : "NO"));
    }
    out.append("\n");
    for (Row row : rows) {
      if (row.form().isRacy()) {
        out.append(sentence(row.exhibit(), row.drill(), row.drillExplained())).append("\n");
      }
    }
  }

  private static String sentence(Exhibit exhibit, Truth drill, long explained) {
    return "%s drill: expected %d, found %d; the analyzer explains %d of %d missing %s"
        .formatted(
            exhibit.name(),
            drill.expected(),
            drill.found(),
            explained,
            drill.missing(),
            exhibit.unit());
  }
}
