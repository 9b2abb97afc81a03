package io.racetrace.cli;

import io.racetrace.detect.Detectors;
import io.racetrace.finding.Rule;
import io.racetrace.sources.backend.NearestNames;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code racetrace explain}: what a rule means and what to do about a finding of it. */
@Command(
    name = "explain",
    description = "Prints the page of a rule: what it means, how to confirm it, what to do.",
    mixinStandardHelpOptions = true,
    versionProvider = RacetraceCommand.Version.class,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {" 0:the page, or the list, was printed", " 2:there is no such rule"},
    footerHeading = "%nExamples:%n",
    footer = {"  racetrace explain", "  racetrace explain lost-update"})
final class ExplainCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      paramLabel = "RULE",
      arity = "0..1",
      description = "The rule's name, as findings show it; without it, all rules are listed.")
  private @Nullable String name;

  @Override
  public Integer call() throws IOException {
    List<Rule> rules = Detectors.all().stream().map(detector -> detector.rule()).sorted().toList();
    PrintWriter out = spec.commandLine().getOut();
    if (name == null) {
      int width = rules.stream().mapToInt(rule -> rule.id().length()).max().orElse(0);
      for (Rule rule : rules) {
        out.println(rule.id() + " ".repeat(width - rule.id().length() + 2) + rule.summary());
      }
    } else {
      Rule rule = rule(rules, name);
      out.print(RulePage.text(rule.id()));
    }
    out.flush();
    return ExitCode.CLEAN;
  }

  private Rule rule(List<Rule> rules, String wanted) {
    for (Rule rule : rules) {
      if (rule.id().equals(wanted)) {
        return rule;
      }
    }
    List<String> nearest = NearestNames.of(wanted, rules.stream().map(Rule::id).toList());
    throw new ParameterException(
        spec.commandLine(),
        "there is no rule '" + wanted + "'; did you mean " + String.join(" or ", nearest) + "?");
  }
}
