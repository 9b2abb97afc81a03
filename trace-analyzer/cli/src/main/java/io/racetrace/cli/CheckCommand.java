package io.racetrace.cli;

import io.racetrace.assertion.AssertionResult;
import io.racetrace.assertion.AssertionResult.Status;
import io.racetrace.cli.AssertionsFile.Wanted;
import io.racetrace.cli.ScreeningOptions.Lists;
import io.racetrace.finding.Finding;
import io.racetrace.report.GithubAnnotationWriter;
import io.racetrace.report.JunitXmlWriter;
import io.racetrace.report.Report;
import io.racetrace.report.Screening;
import io.racetrace.report.TestCase;
import io.racetrace.report.TestCase.Result;
import io.racetrace.report.TextReportWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code racetrace check}: whether what a team wrote down is so. */
@Command(
    name = "check",
    description = {
      "Holds spans against what a team has written down: which records may have no race, who alone"
          + " writes them, which guard must have worked, how much must be seen.",
      "What can't be told for want of evidence does not hold."
    },
    mixinStandardHelpOptions = true,
    versionProvider = RacetraceCommand.Version.class,
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      " 0:every assertion holds",
      " 1:an assertion fails by what was seen",
      " 2:wrong usage, a file that is not what it should be, or the run did not complete",
      " 3:no assertion fails, but for one of them too little was seen"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  racetrace check spans.jsonl",
      "  racetrace check spans.jsonl --assertions ci/races.yaml --format junit --out races.xml",
      "  racetrace check spans.jsonl --format github   # shown at the line that asks for it",
      "  racetrace check --jaeger http://localhost:16686 --since 10m",
      "",
      "A file to begin with, racetrace.yaml:",
      "  assertions:",
      "    - no-race: {on: loyalty_account}",
      "    - single-writer: {of: orders, service: order-service}",
      "    - guard-fired: {guard: version-predicate, on: loyalty_account}",
      "    - lock-hold: {on: loyalty_account, at-most: 50ms}",
      "    - attempts: {on: loyalty_account, at-most: 1.4}",
      "    - coverage: 0.95",
      "  exceptions:",
      "    - {rule: latent-race, on: audit, until: 2026-12-31, reason: OPS-412}",
      "  baseline: racetrace-baseline.txt    # written by 'racetrace baseline create'"
    })
final class CheckCommand implements Callable<Integer> {

  /** The forms of what came of it; in lower case, as they are written on the command line. */
  enum Format {
    text,
    json,
    junit,
    github
  }

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--assertions",
      paramLabel = "FILE",
      description = "What must be so; racetrace.yaml if nothing is said.")
  private Path assertions = Path.of("racetrace.yaml");

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "${COMPLETION-CANDIDATES}; text if nothing is said.")
  private Format format = Format.text;

  @Mixin private ScreeningOptions known = new ScreeningOptions();

  @Mixin private LinkOptions traceUrl = new LinkOptions();

  @Mixin private PrintedOutput output = new PrintedOutput();

  @Mixin private SpanAnalysis spans = new SpanAnalysis();

  @Override
  public Integer call() throws IOException {
    AssertionsFile wanted = AssertionsFile.read(assertions);
    Lists lists = known.read(wanted.exceptions(), wanted.baseline());
    Report whole = spans.report("check", output::check);
    Screening screening = lists.screen(whole, spec.commandLine().getErr());
    List<Checked> all = new ArrayList<>();
    for (Wanted each : wanted.assertions()) {
      all.add(new Checked(each.assertion().check(screening), each.declared()));
    }
    output.write(
        spec.commandLine().getOut(),
        (colored, to) -> {
          switch (format) {
            case text -> text(all, screening, to);
            case json -> CheckJson.write(all, screening, to);
            case junit -> new JunitXmlWriter().write("racetrace", cases(all, screening), to);
            case github -> new GithubAnnotationWriter().write(cases(all, screening), to);
          }
        });
    return switch (Checked.worst(all)) {
      case HOLDS -> ExitCode.CLEAN;
      case FAILS -> ExitCode.FINDINGS;
      case INCONCLUSIVE -> ExitCode.INCONCLUSIVE;
    };
  }

  private void text(List<Checked> all, Screening screening, Appendable to) throws IOException {
    List<AssertionResult> results = all.stream().map(Checked::result).toList();
    for (AssertionResult result : results) {
      to.append(word(result.status())).append(result.name()).append('\n');
      if (!result.isHeld()) {
        to.append("              ").append(result.reason()).append('\n');
      }
      for (Finding finding : result.findings()) {
        to.append('\n').append(finding(finding, screening.whole())).append('\n');
      }
    }
    long held = results.stream().filter(AssertionResult::isHeld).count();
    to.append("\n" + held + " of " + results.size() + " assertions hold");
    to.append('\n');
    for (Finding finding : screening.whole().findings()) {
      if (!screening.standing(finding).counts()) {
        to.append("left out      ").append(finding.rule().id()).append("  ");
        to.append(finding.fingerprint().toString()).append("  ");
        to.append(screening.standing(finding).why()).append('\n');
      }
    }
  }

  private static String word(Status status) {
    return switch (status) {
      case HOLDS -> "holds         ";
      case FAILS -> "FAILS         ";
      case INCONCLUSIVE -> "INCONCLUSIVE  ";
    };
  }

  private String finding(Finding finding, Report report) {
    return new TextReportWriter(false, traceUrl.links(spans.input()))
        .text(finding, report.coverage());
  }

  private List<TestCase> cases(List<Checked> all, Screening screening) {
    List<TestCase> cases = new ArrayList<>();
    for (Checked checked : all) {
      AssertionResult result = checked.result();
      if (result.isHeld()) {
        cases.add(TestCase.passed(result.name()));
        continue;
      }
      StringBuilder text = new StringBuilder(result.reason()).append('\n');
      result.findings().forEach(each -> text.append('\n').append(finding(each, screening.whole())));
      cases.add(
          new TestCase(
              result.name(),
              result.status() == Status.INCONCLUSIVE ? Result.ERROR : Result.FAILED,
              result.reason(),
              text.toString(),
              checked.declared()));
    }
    cases.addAll(TestCase.leftOut(screening));
    return cases;
  }
}
