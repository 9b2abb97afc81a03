package io.racetrace.cli.page;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** The pages on rules and remedies, which the jar carries along. */
public final class RulePage {

  private static final String FENCE = "---\n";

  private RulePage() {}

  /**
   * The page as it is in the repository, without the data at its head.
   *
   * @param page a rule, or {@code remedies/} and a remedy
   * @throws IOException if the program was built without it
   */
  public static String text(String page) throws IOException {
    String whole = whole(page);
    int end = endOfData(whole);
    return end == 0 ? whole : whole.substring(end + FENCE.length()).stripLeading();
  }

  /**
   * What the data at the head of a page say; empty where they don't say it.
   *
   * @throws IOException if the program was built without it
   */
  public static String data(String page, String name) throws IOException {
    String whole = whole(page);
    return whole
        .substring(0, endOfData(whole))
        .lines()
        .filter(line -> line.startsWith(name + ": "))
        .map(line -> line.substring(name.length() + 2).strip())
        .findFirst()
        .orElse("");
  }

  private static int endOfData(String page) {
    return page.startsWith(FENCE) ? page.indexOf("\n" + FENCE, FENCE.length() - 1) + 1 : 0;
  }

  private static String whole(String page) throws IOException {
    String name = "/playbooks/" + page + ".md";
    try (InputStream in = RulePage.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IOException("this build of racetrace lacks the page of " + page);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
