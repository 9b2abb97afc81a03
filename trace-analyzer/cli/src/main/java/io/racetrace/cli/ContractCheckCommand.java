package io.racetrace.cli;

import io.racetrace.cli.contract.ContractCheck;
import io.racetrace.finding.Certainty;
import io.racetrace.finding.Finding;
import io.racetrace.ownership.Ownership;
import io.racetrace.ownership.Ownerships;
import io.racetrace.ownership.SourceLine;
import io.racetrace.ownership.WriteException;
import io.racetrace.report.Diagnostic;
import io.racetrace.report.GithubAnnotationWriter;
import io.racetrace.report.JunitXmlWriter;
import io.racetrace.report.Report;
import io.racetrace.report.TestCase;
import io.racetrace.report.TestCase.Result;
import io.racetrace.report.TextReportWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
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
      "  racetrace contract check spans.jsonl --contract ownership/ --format github",
      "  racetrace contract check --jaeger http://localhost:16686 --since 1h \\",
      "      --contract orders.yaml --contract stock.yaml"
    })
final class ContractCheckCommand implements Callable<Integer> {

  /** The forms of what came of it; in lower case, as they are written on the command line. */
  enum Format {
    text,
    json,
    junit,
    github
  }

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "${COMPLETION-CANDIDATES}; text if nothing is said.")
  private Format format = Format.text;

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
          switch (format) {
            case text -> {
              print(check, report, new TextReportWriter(colored), to);
              to.append(summary(check, ownerships, exitCode)).append('\n');
            }
            case json -> ContractCheckJson.write(check, ownerships, report, word(exitCode), to);
            case junit ->
                new JunitXmlWriter().write("racetrace", cases(check, report, exitCode), to);
            case github -> new GithubAnnotationWriter().write(cases(check, report, exitCode), to);
          }
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
    return word(exitCode)
        + ": tables seen "
        + seen
        + " of "
        + ownerships.all().size()
        + ", violations "
        + check.violations().size()
        + ", judged as of "
        + ownerships.day();
  }

  private static String word(int exitCode) {
    return switch (exitCode) {
      case ExitCode.FINDINGS -> "BROKEN";
      case ExitCode.CLEAN -> "KEPT";
      default -> "INCONCLUSIVE";
    };
  }

  /** A violation each, what is to be known beside, and whether silence means anything. */
  private static List<TestCase> cases(ContractCheck check, Report report, int exitCode) {
    List<TestCase> cases = new ArrayList<>();
    for (Finding violation : check.violations()) {
      cases.add(
          new TestCase(
              violation.rule().id()
                  + " on "
                  + violation.recordType()
                  + " "
                  + violation.fingerprint(),
              isSure(violation) ? Result.FAILED : Result.ERROR,
              violation.certainty() + ": " + violation.summary(),
              new TextReportWriter(false).text(violation, report.coverage()),
              Objects.requireNonNull(violation.contract()).owners().declared()));
    }
    check
        .undeclared()
        .forEach((type, writers) -> cases.add(leftOut(type, "is in no contract", null)));
    for (Ownership unseen : check.unseen()) {
      cases.add(leftOut(unseen.table(), "is not seen to be written", unseen.declared()));
    }
    for (ContractCheck.Excepted each : check.excepted()) {
      WriteException exception = each.exception();
      cases.add(
          leftOut(
              each.recordType() + " by " + exception.service(),
              "is allowed until "
                  + exception.until()
                  + (exception.reason().isEmpty() ? "" : ", " + exception.reason()),
              exception.declared()));
    }
    String evidence = "enough was seen";
    cases.add(
        exitCode == ExitCode.INCONCLUSIVE
            ? new TestCase(
                evidence,
                Result.ERROR,
                "too little was seen to say that nobody else writes",
                "'racetrace doctor' on the same input says what is missing")
            : TestCase.passed(evidence));
    return cases;
  }

  private static TestCase leftOut(String what, String why, @Nullable SourceLine declared) {
    return new TestCase(what, Result.LEFT_OUT, what + " " + why, "", declared);
  }

  private static String times(long count) {
    return count == 1 ? "once" : count + " times";
  }

  private static boolean isSure(Finding violation) {
    return violation.certainty().isAtLeast(Certainty.LIKELY);
  }

  /** A violation counts unless it rests on something that is assumed. */
  private static int exitCode(ContractCheck check, Report report, Ownerships ownerships) {
    if (check.violations().stream().anyMatch(ContractCheckCommand::isSure)) {
      return ExitCode.FINDINGS;
    }
    boolean isSeen = check.unseen().size() < ownerships.all().size();
    return check.violations().isEmpty() && isSeen && report.isConclusive()
        ? ExitCode.CLEAN
        : ExitCode.INCONCLUSIVE;
  }
}
