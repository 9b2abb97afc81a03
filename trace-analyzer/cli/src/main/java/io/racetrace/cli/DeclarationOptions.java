package io.racetrace.cli;

import io.racetrace.access.Declarations;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import picocli.CommandLine.Option;

/** What no span tells: names that mean one thing, whose work is not judged, who owns what. */
final class DeclarationOptions {

  @Option(
      names = "--alias",
      paramLabel = "KIND:NAME=OTHER",
      description =
          "Two names of one thing: service:orders-green=orders, store:pooler:6432=db:5432 or"
              + " record:account_v=account; can be given again.")
  private List<String> aliases = new ArrayList<>();

  @Option(
      names = "--exclude",
      paramLabel = "KIND:NAME",
      description =
          "Do not judge what this does, service:back-fill or operation:'POST /test/*', or what is"
              + " done to it, record:audit_log; with * for anything; can be given again.")
  private List<String> exclusions = new ArrayList<>();

  @Option(
      names = "--owners",
      paramLabel = "SERVICE,SERVICE=TYPE",
      description =
          "These services own the record type together: orders,billing=postgresql/shop/orders; can"
              + " be given again.")
  private List<String> owners = new ArrayList<>();

  /**
   * @throws IllegalArgumentException if one of them is not of its form; the message names the
   *     option
   */
  Declarations declarations() {
    Declarations declarations = Declarations.NONE;
    for (String alias : aliases) {
      declarations = named("--alias ", alias, declarations::alias);
    }
    for (String exclusion : exclusions) {
      declarations = named("--exclude ", exclusion, declarations::exclude);
    }
    for (String shared : owners) {
      declarations = named("--owners ", shared, declarations::owners);
    }
    return declarations;
  }

  private static Declarations named(
      String option, String line, Function<String, Declarations> reading) {
    try {
      return reading.apply(line);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(option + e.getMessage(), e);
    }
  }
}
