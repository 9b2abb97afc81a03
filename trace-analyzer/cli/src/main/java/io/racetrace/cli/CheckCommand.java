package io.racetrace.cli;

import io.racetrace.SpanSource;
import io.racetrace.TraceAnalyzer;
import io.racetrace.assertion.Assertion;
import io.racetrace.assertion.AssertionResult;
import io.racetrace.assertion.AssertionResult.Status;
import io.racetrace.finding.Finding;
import io.racetrace.fullsql.FullSqlParser;
import io.racetrace.report.Baseline;
import io.racetrace.report.JunitXmlWriter;
import io.racetrace.report.Report;
import io.racetrace.report.Screening;
import io.racetrace.report.TestCase;
import io.racetrace.report.TextReportWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
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
      "  racetrace check --jaeger http://localhost:16686 --since 10m",
      "",
      "A file to begin with, racetrace.yaml:",
      "  assertions:",
      "    - no-race: {on: loyalty_account}",
      "    - single-writer: {of: orders, service: order-service}",
      "    - guard-fired: {guard: version-predicate, on: loyalty_account}",
      "    - coverage: 0.95",
      "  exceptions:",
      "    - {rule: latent-race, on: audit, until: 2026-12-31, reason: OPS-412}"
    })
final class CheckCommand implements Callable<Integer> {

  /** The forms of what came of it; in lower case, as they are written on the command line. */
  enum Format {
    text,
    junit
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

  @Option(
      names = "--max-clock-skew",
      paramLabel = "DURATION",
      converter = Durations.class,
      description = "By how much clocks of two instances may differ; 10ms if nothing is said.")
  private Duration maxClockSkew = Duration.ofMillis(10);

  @Mixin private LinkOptions traceUrl = new LinkOptions();

  @Mixin private PrintedOutput output = new PrintedOutput();

  @Mixin private SpanInput input = new SpanInput();

  @Override
  public Integer call() throws IOException {
    AssertionsFile wanted = AssertionsFile.read(assertions);
    Progress progress = new Progress(spec.commandLine().getErr(), Terminal.showsProgress());
    List<SpanSource> sources = input.sources("check", progress);
    output.check();
    Report whole = analyze(sources, progress);
    Screening screening =
        Screening.of(whole, Baseline.NONE, wanted.exceptions(), LocalDate.now(Clock.systemUTC()));
    List<AssertionResult> results = new ArrayList<>();
    for (Assertion assertion : wanted.assertions()) {
      results.add(assertion.check(screening.report()));
    }
    PrintWriter err = spec.commandLine().getErr();
    screening.notes().forEach(note -> err.println("racetrace: " + note));
    err.flush();
    output.write(
        spec.commandLine().getOut(),
        (colored, to) -> {
          switch (format) {
            case text -> text(results, screening, to);
            case junit ->
                new JunitXmlWriter().write("racetrace", cases(results, screening.report()), to);
          }
        });
    return exitCode(results);
  }

  private Report analyze(List<SpanSource> sources, Progress progress) throws IOException {
    try {
      return TraceAnalyzer.builder()
          .maxClockSkew(maxClockSkew)
          .schema(input.schema())
          .declinedStatements(new FullSqlParser())
          .declarations(input.declarations())
          .build()
          .analyze(sources.stream().map(progress::watched).toArray(SpanSource[]::new));
    } finally {
      progress.end();
    }
  }

  private void text(List<AssertionResult> results, Screening screening, Appendable to)
      throws IOException {
    for (AssertionResult result : results) {
      to.append(word(result.status())).append(result.name()).append('\n');
      if (!result.isHeld()) {
        to.append("              ").append(result.reason()).append('\n');
      }
      for (Finding finding : result.findings()) {
        to.append('\n').append(finding(finding, screening.report())).append('\n');
      }
    }
    long held = results.stream().filter(AssertionResult::isHeld).count();
    to.append("\n" + held + " of " + results.size() + " assertions hold");
    int excepted = screening.suppressed().size();
    to.append(excepted == 0 ? "\n" : "; findings left out as exceptions: " + excepted + "\n");
  }

  private static String word(Status status) {
    return switch (status) {
      case HOLDS -> "holds         ";
      case FAILS -> "FAILS         ";
      case INCONCLUSIVE -> "INCONCLUSIVE  ";
    };
  }

  private String finding(Finding finding, Report report) {
    return new TextReportWriter(false, traceUrl.links(input)).text(finding, report.coverage());
  }

  private List<TestCase> cases(List<AssertionResult> results, Report report) {
    List<TestCase> cases = new ArrayList<>();
    for (AssertionResult result : results) {
      if (result.isHeld()) {
        cases.add(TestCase.passed(result.name()));
        continue;
      }
      StringBuilder text = new StringBuilder(result.reason()).append('\n');
      result.findings().forEach(each -> text.append('\n').append(finding(each, report)));
      cases.add(
          new TestCase(
              result.name(),
              result.reason(),
              result.status() == Status.INCONCLUSIVE,
              text.toString()));
    }
    return cases;
  }

  private static int exitCode(List<AssertionResult> results) {
    if (results.stream().anyMatch(result -> result.status() == Status.FAILS)) {
      return ExitCode.FINDINGS;
    }
    return results.stream().allMatch(AssertionResult::isHeld)
        ? ExitCode.CLEAN
        : ExitCode.INCONCLUSIVE;
  }
}
