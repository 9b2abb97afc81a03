package io.racetrace.cli.page;

import java.io.IOException;
import java.util.List;

/** The remedies, in the order in which one asks for them: what is simplest first. */
public final class RemedyPages {
  public static final List<String> IDS =
      List.of(
          "atomic-statement",
          "unique-constraint",
          "single-owner",
          "optimistic-version",
          "row-lock",
          "short-lock",
          "partition-by-key",
          "serializable",
          "advisory-lock",
          "idempotency-key",
          "outbox-inbox",
          "redis-lock",
          "fencing-token",
          "single-flight",
          "cache-lease",
          "retry-budget",
          "do-nothing");

  private RemedyPages() {}

  public static String page(String remedy) {
    return "remedies/" + remedy;
  }

  /**
   * What it is, in one line.
   *
   * @throws IOException if the program was built without its page
   */
  public static String title(String remedy) throws IOException {
    return RulePage.data(page(remedy), "title");
  }
}
