package io.racetrace.cli;

import java.io.IOException;
import java.util.List;

/** The remedies, in the order in which one asks for them: what is simplest first. */
final class RemedyPages {
  static final List<String> IDS =
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

  static String page(String remedy) {
    return "remedies/" + remedy;
  }

  /**
   * What it is, in one line.
   *
   * @throws IOException if the program was built without its page
   */
  static String title(String remedy) throws IOException {
    return RulePage.data(page(remedy), "title");
  }
}
