package io.racetrace.cli;

import io.racetrace.detect.Detectors;
import io.racetrace.finding.Rule;
import io.racetrace.sources.backend.NearestNames;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
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
      "Or the page of a remedy: when it is right and when wrong, how to do it, what it costs."
    },
    mixinStandardHelpOptions = true,
    versionProvider = RacetraceCommand.Version.class,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {" 0:the page, or the list, was printed", " 2:there is no such rule or remedy"},
    footerHeading = "%nExamples:%n",
    footer = {
      "  racetrace explain",
      "  racetrace explain lost-update",
      "  racetrace explain lost-update --type postgresql/shop/orders --key 17",
      "  racetrace explain atomic-statement"
    })
final class ExplainCommand implements Callable<Integer> {

  private static final Pattern SAFE = Pattern.compile("[\\p{L}\\p{N} _@.,:=+/{}#%~-]*");

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      paramLabel = "NAME",
      arity = "0..1",
      description = "A rule, as findings show it, or a remedy; without it, all are listed.")
  private @Nullable String name;

  @Option(
      names = "--type",
      paramLabel = "TYPE",
      description = {
        "Print the page's commands for this record type, as the finding names it, and not for that",
        "of the page's example, like postgresql/shop/loyalty_account."
      })
  private @Nullable String type;

  @Option(
      names = "--key",
      paramLabel = "KEY",
      description = "And for the record with this key (key= in the text, recordKey in the JSON).")
  private String key = "";

  @Override
  public Integer call() throws IOException {
    List<Rule> rules = Detectors.all().stream().map(detector -> detector.rule()).sorted().toList();
    PrintWriter out = spec.commandLine().getOut();
    if (name == null) {
      list(rules, out);
    } else {
      out.print(filled(page(rules, name)));
    }
    out.flush();
    return ExitCode.CLEAN;
  }

  private String filled(String page) throws IOException {
    String text = RulePage.text(page);
    if (type == null && key.isEmpty()) {
      return text;
    }
    FilledPage example =
        new FilledPage(
            RulePage.data(page, "example-type"),
            RulePage.data(page, "example-key").replace("\"", ""));
    if (example.type().isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "the page of " + name + " has no record to put another one for");
    }
    if (!SAFE.matcher(key + type).matches()) {
      // Keys come from outside, and whoever reads this page copies its commands into a shell.
      throw new ParameterException(
          spec.commandLine(),
          "this key or type holds characters that a shell or SQL would act on; put it into the"
              + " page's commands by hand");
    }
    return FilledPage.fill(
        text, example, new FilledPage(type == null ? example.type() : type, key));
  }

  private static void list(List<Rule> rules, PrintWriter out) throws IOException {
    int width =
        Stream.concat(rules.stream().map(Rule::id), RemedyPages.IDS.stream())
                .mapToInt(String::length)
                .max()
                .orElse(0)
            + 2;
    out.println("rules");
    for (Rule rule : rules) {
      out.println("  " + rule.id() + " ".repeat(width - rule.id().length()) + rule.summary());
    }
    out.println("remedies");
    for (String remedy : RemedyPages.IDS) {
      out.println("  " + remedy + " ".repeat(width - remedy.length()) + RemedyPages.title(remedy));
    }
  }

  private String page(List<Rule> rules, String wanted) {
    List<String> names = rules.stream().map(Rule::id).toList();
    if (names.contains(wanted)) {
      return wanted;
    }
    if (RemedyPages.IDS.contains(wanted)) {
      return RemedyPages.page(wanted);
    }
    List<String> nearest =
        NearestNames.of(wanted, Stream.concat(names.stream(), RemedyPages.IDS.stream()).toList());
    throw new ParameterException(
        spec.commandLine(),
        "there is no rule or remedy '"
            + wanted
            + "'; did you mean "
            + String.join(" or ", nearest)
            + "?");
  }
}
