package io.racetrace.anomalies;

import io.racetrace.sources.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The table in this module's README, one line for each anomaly. */
final class Readme {

  private static final String BEGIN = "<!-- table -->\n";
  private static final String END = "<!-- end of table -->\n";

  private Readme() {}

  private static Path file() throws IOException {
    return Checkout.file("instrumented-services/anomalies/README.md");
  }

  /** The table that the README has. */
  static String table() throws IOException {
    String text = Files.readString(file());
    return text.substring(text.indexOf(BEGIN) + BEGIN.length(), text.indexOf(END));
  }

  static void write(String table) throws IOException {
    String text = Files.readString(file());
    Files.writeString(
        file(),
        text.substring(0, text.indexOf(BEGIN) + BEGIN.length())
            + table
            + text.substring(text.indexOf(END)));
  }

  static String table(List<Verdict> verdicts) {
    Map<String, List<Verdict>> byAnomaly =
        verdicts.stream()
            .collect(
                Collectors.groupingBy(
                    verdict -> verdict.anomaly().name(), LinkedHashMap::new, Collectors.toList()));
    StringBuilder table =
        new StringBuilder(
            "| anomaly | read committed | repeatable read | serializable |\n|---|---|---|---|\n");
    byAnomaly.forEach(
        (name, levels) -> {
          table.append("| ").append(name);
          levels.forEach(verdict -> table.append(" | ").append(verdict.cell()));
          table.append(" |\n");
        });
    return table.toString();
  }
}
