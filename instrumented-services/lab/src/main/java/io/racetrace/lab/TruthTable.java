package io.racetrace.lab;

import java.io.IOException;
import java.util.List;

/** The rows of a demo for people. */
final class TruthTable {
  private static final String LINE = "%-15s %-17s %8s %8s %8s %10s  %s%n";

  private TruthTable() {}

  static void write(List<DemoRow> rows, Appendable out) throws IOException {
    out.append(
        LINE.formatted(
            "exhibit", "form", "expected", "found", "missing", "explained", "agreement"));
    for (DemoRow row : rows) {
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
    for (DemoRow row : rows) {
      if (row.isRacy()) {
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
