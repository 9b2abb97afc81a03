package io.racetrace.cli;

import io.racetrace.cli.contract.ContractCheck;
import io.racetrace.finding.Certainty;
import io.racetrace.ownership.Ownerships;
import io.racetrace.report.Diagnostic;
import io.racetrace.report.Report;
import io.racetrace.report.TextReportWriter;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code racetrace contract check}: whether services write what contracts say they may. */
@Command(
    name = "check",
    description = {
      "Holds spans against contracts: who wrote what he does not own, what is written that no"
          + " contract speaks of, what was not seen, and which exceptions are in use."
    },
    mixinStandardHelpOptions = true,
    versionProvider = RacetraceCommand.Version.class,
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      " 0:nobody wrote what he does not own",
      " 1:somebody did",
      " 2:wrong usage, a contract that can't be used, or the run did not complete",
      " 3:nobody was seen to, but too little was seen"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  racetrace contract check spans.jsonl --contract ownership/",
      "  racetrace contract check --jaeger http://localhost:16686 --since 1h \\",
      "      --contract orders.yaml --contract stock.yaml"
    })
final class ContractCheckCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private PrintedOutput output = new PrintedOutput();

  @Mixin private SpanAnalysis spans = new SpanAnalysis();

  @Override
  public Integer call() throws IOException {
    if (!spans.contracts().isGiven()) {
      throw new ParameterException(
          spec.commandLine(), "no contract to check by: name a file or a folder with --contract");
    }
    Ownerships ownerships = spans.contracts().ownerships();
    Report report = spans.report("check", output::check, ownerships);
    ContractCheck check = ContractCheck.of(report, ownerships);
    int exitCode = exitCode(check, report, ownerships);
    output.write(
        spec.commandLine().getOut(),
        (colored, to) -> {
          print(check, report, new TextReportWriter(colored), to);
          to.append(summary(check, ownerships, exitCode)).append('\n');
        });
    return exitCode;
  }

  private static void print(
      ContractCheck check, Report report, TextReportWriter text, Appendable to) throws IOException {
    for (var violation : check.violations()) {
      to.append(text.text(violation, report.coverage())).append('\n');
    }
    section(
        to,
        "Written, and in no contract:",
        check.undeclared().entrySet().stream()
            .map(
                type ->
                    type.getKey()
                        + "  by "
                        + type.getValue().entrySet().stream()
                            .map(writer -> writer.getKey() + " (" + times(writer.getValue()) + ")")
                            .collect(Collectors.joining(", ")))
            .toList());
    section(
        to,
        "In a contract, and not seen to be written:",
        check.unseen().stream()
            .map(ownership -> ownership.table() + "  " + ownership.declared())
            .toList());
    section(
        to,
        "Exceptions in use:",
        check.excepted().stream()
            .map(
                each ->
                    each.recordType()
                        + "  "
                        + each.exception().service()
                        + " ("
                        + times(each.writes())
                        + ") until "
                        + each.exception().until()
                        + (each.exception().reason().isEmpty()
                            ? ""
                            : ", " + each.exception().reason())
                        + "  "
                        + each.exception().declared())
            .toList());
    section(
        to,
        "Keeps this from being whole:",
        report.diagnostics().stream()
            .filter(diagnostic -> diagnostic.kind().losesEvidence())
            .map(ContractCheckCommand::line)
            .toList());
  }

  private static String line(Diagnostic diagnostic) {
    return diagnostic.kind().id()
        + " at "
        + diagnostic.where()
        + ", "
        + times(diagnostic.count())
        + ": "
        + diagnostic.detail();
  }

  private static void section(Appendable to, String heading, List<String> lines)
      throws IOException {
    if (!lines.isEmpty()) {
      to.append(heading).append('\n');
      for (String line : lines) {
        to.append("  ").append(Terminal.printable(line)).append('\n');
      }
      to.append('\n');
    }
  }

  private static String summary(ContractCheck check, Ownerships ownerships, int exitCode) {
    int seen = ownerships.all().size() - check.unseen().size();
    return switch (exitCode) {
          case ExitCode.FINDINGS -> "BROKEN";
          case ExitCode.CLEAN -> "KEPT";
          default -> "INCONCLUSIVE";
        }
        + ": tables seen "
        + seen
        + " of "
        + ownerships.all().size()
        + ", violations "
        + check.violations().size()
        + ", judged as of "
        + ownerships.day();
  }

  private static String times(long count) {
    return count == 1 ? "once" : count + " times";
  }

  /** A violation counts unless it rests on something that is assumed. */
  private static int exitCode(ContractCheck check, Report report, Ownerships ownerships) {
    if (check.violations().stream()
        .anyMatch(finding -> finding.certainty().isAtLeast(Certainty.LIKELY))) {
      return ExitCode.FINDINGS;
    }
    boolean isSeen = check.unseen().size() < ownerships.all().size();
    return check.violations().isEmpty() && isSeen && report.isConclusive()
        ? ExitCode.CLEAN
        : ExitCode.INCONCLUSIVE;
  }
}
