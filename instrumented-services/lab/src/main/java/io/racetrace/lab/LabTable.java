package io.racetrace.lab;

import io.racetrace.lab.exhibit.Check;
import io.racetrace.lab.exhibit.Truth;
import java.io.PrintWriter;
import java.util.List;
import java.util.stream.Collectors;

/** The rows of a run for people. */
final class LabTable {
  private static final String LINE = "%-22s %-20s %9s %9s  %-9s  %s%n";

  private LabTable() {}

  static void write(List<Row> rows, PrintWriter out) {
    out.printf(LINE, "exhibit", "form", "expected", "found", "agreement", "findings");
    for (Row row : rows) {
      Truth truth = row.truth();
      out.printf(
          LINE,
          row.exhibit().name(),
          row.form(),
          truth.expected(),
          truth.found(),
          row.agrees() ? "yes" : "NO",
          row.explained().findings().isEmpty()
              ? "none"
              : row.explained().findings().stream()
                  .map(Explained.Found::toString)
                  .collect(Collectors.joining(", ")));
    }
    out.println();
    for (Row row : rows) {
      String name = row.exhibit().name() + ", " + row.form() + ": ";
      row.truth().checks().stream()
          .filter(Check::holds)
          .forEach(check -> out.println(name + check.what()));
      row.disagreements().forEach(what -> out.println(name + "DISAGREES: " + what));
    }
  }
}
