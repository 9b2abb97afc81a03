package io.racetrace.cli;

import io.racetrace.cli.page.PageIndex;
import io.racetrace.cli.page.RemedyPages;
import io.racetrace.cli.page.RulePage;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code racetrace explain}: what a rule means and what to do about it, and what a remedy costs.
 */
@Command(
    name = "explain",
    description = {
      "Prints the page of a rule: what it means, how to confirm it, what to do.",
      "Or the page of a remedy: when it is right and when wrong, how to do it, what it costs.",
      "For a finding, 'racetrace playbook' prints the page with its record in the commands."
    },
    mixinStandardHelpOptions = true,
    versionProvider = RacetraceCommand.Version.class,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {" 0:the page, or the list, was printed", " 2:there is no such rule or remedy"},
    footerHeading = "%nExamples:%n",
    footer = {
      "  racetrace explain",
      "  racetrace explain lost-update",
      "  racetrace explain atomic-statement"
    })
final class ExplainCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      paramLabel = "NAME",
      arity = "0..1",
      description = "A rule, as findings show it, or a remedy; without it, all are listed.")
  private @Nullable String name;

  @Override
  public Integer call() throws IOException {
    Map<String, String> rules = PageIndex.rules();
    Map<String, String> remedies = PageIndex.remedies();
    PrintWriter out = spec.commandLine().getOut();
    if (name == null) {
      list("rules", rules, remedies, out);
      list("remedies", remedies, rules, out);
    } else if (rules.containsKey(name)) {
      out.print(RulePage.text(name));
    } else if (remedies.containsKey(name)) {
      out.print(RulePage.text(RemedyPages.page(name)));
    } else {
      throw new ParameterException(
          spec.commandLine(),
          PageIndex.unknown(
              "rule or remedy",
              name,
              Stream.concat(rules.keySet().stream(), remedies.keySet().stream()).toList()));
    }
    out.flush();
    return ExitCode.CLEAN;
  }

  private static void list(
      String kind, Map<String, String> pages, Map<String, String> others, PrintWriter out) {
    int width =
        Stream.concat(pages.keySet().stream(), others.keySet().stream())
                .mapToInt(String::length)
                .max()
                .orElse(0)
            + 2;
    out.println(kind);
    PageIndex.lines(pages, width).forEach(line -> out.println("  " + line));
  }
}
