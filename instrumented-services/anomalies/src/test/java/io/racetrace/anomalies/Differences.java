package io.racetrace.anomalies;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * Where the analyzer does not say yet what it must, with the cause; a list that may only shrink.
 */
final class Differences {

  private Differences() {}

  /** By the anomaly's name and level, what disagrees. */
  static Map<String, String> known() throws IOException {
    Map<String, String> known = new TreeMap<>();
    try (InputStream in = Differences.class.getResourceAsStream("differences.txt")) {
      String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      text.lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .forEach(
              line -> {
                int colon = line.indexOf(": ");
                known.put(line.substring(0, colon), line.substring(colon + 2));
              });
    }
    return known;
  }
}
