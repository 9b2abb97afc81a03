package io.racetrace.cli.page;

import io.racetrace.detect.Detectors;
import io.racetrace.finding.Rule;
import io.racetrace.sources.backend.NearestNames;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which pages there are, with a line on each. */
public final class PageIndex {

  private PageIndex() {}

  /** The rules by id, each with what it means. */
  public static Map<String, String> rules() {
    Map<String, String> rules = new LinkedHashMap<>();
    Detectors.all().stream()
        .map(detector -> detector.rule())
        .sorted()
        .forEach((Rule rule) -> rules.put(rule.id(), rule.summary()));
    return rules;
  }

  /**
   * The remedies by id, each with what is done.
   *
   * @throws IOException if the program was built without their pages
   */
  public static Map<String, String> remedies() throws IOException {
    Map<String, String> remedies = new LinkedHashMap<>();
    for (String remedy : RemedyPages.IDS) {
      remedies.put(remedy, RemedyPages.title(remedy));
    }
    return remedies;
  }

  /** The lines, aligned with those of other pages. */
  public static List<String> lines(Map<String, String> pages, int width) {
    List<String> lines = new ArrayList<>();
    pages.forEach((id, title) -> lines.add(id + " ".repeat(width - id.length()) + title));
    return lines;
  }

  /**
   * What to say of a name that no page has.
   *
   * @param kind what it was taken for
   */
  public static String unknown(String kind, String name, List<String> names) {
    return "there is no "
        + kind
        + " '"
        + name
        + "'; did you mean "
        + String.join(" or ", NearestNames.of(name, names))
        + "?";
  }
}
