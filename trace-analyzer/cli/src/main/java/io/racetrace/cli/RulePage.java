package io.racetrace.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** The pages on rules, which the jar carries along. */
final class RulePage {

  private static final String FENCE = "---\n";

  private RulePage() {}

  /**
   * The page as it is in the repository, without the data at its head.
   *
   * @throws IOException if the program was built without it
   */
  static String text(String rule) throws IOException {
    String name = "/playbooks/" + rule + ".md";
    try (InputStream in = RulePage.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IOException("this build of racetrace lacks the page of " + rule);
      }
      String page = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      if (page.startsWith(FENCE)) {
        int end = page.indexOf("\n" + FENCE, FENCE.length() - 1);
        return end < 0 ? page : page.substring(end + 1 + FENCE.length()).stripLeading();
      }
      return page;
    }
  }
}
