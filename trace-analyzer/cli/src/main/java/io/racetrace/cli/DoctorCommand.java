package io.racetrace.cli;

import io.racetrace.SpanSource;
import io.racetrace.TraceAnalyzer;
import io.racetrace.fullsql.FullSqlParser;
import io.racetrace.history.Coverage;
import io.racetrace.report.DoctorJsonWriter;
import io.racetrace.report.DoctorTextWriter;
import io.racetrace.report.Report;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code racetrace doctor}: spans in, out comes what they can prove and what would show more. */
@Command(
    name = "doctor",
    description = {
      "Says how much of what services write can be judged from their spans: for each service and"
          + " record type whether keys, units of work, outcomes and whole traces are known.",
      "What is missing comes with the one setting that shows it, the most valuable first. Takes the"
          + " same input as analyze."
    },
    mixinStandardHelpOptions = true,
    versionProvider = RacetraceCommand.Version.class,
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      " 0:something can be judged, and as much as --require asks for",
      " 1:less can be judged than --require asks for",
      " 2:wrong usage, or the run did not complete",
      " 3:nothing can be judged"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  racetrace doctor spans.jsonl",
      "  racetrace doctor spans.jsonl --schema db/schema.sql",
      "  racetrace doctor spans.jsonl --require coverage=0.9 --require context=0.95",
      "  zcat spans.jsonl.gz | racetrace doctor - --format json --out doctor.json",
      "  racetrace doctor --jaeger http://localhost:16686 --since 1h --service orders",
      "  racetrace doctor --tempo https://tempo.example.org --bearer-file token"
    })
final class DoctorCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--require",
      paramLabel = "NAME=SHARE",
      converter = Requirement.Converter.class,
      description =
          "Exit with 1 if a smaller share of all writes is known, from 0 to 1: coverage (the record"
              + " is known), units (of work), outcomes, context (the way to the trace's root); can"
              + " be given again.")
  private List<Requirement> requirements = new ArrayList<>();

  @Mixin private ReportOutput output = new ReportOutput();

  @Mixin private SpanInput input = new SpanInput();

  @Override
  public Integer call() throws IOException {
    Progress progress = new Progress(spec.commandLine().getErr(), Terminal.showsProgress());
    List<SpanSource> sources = input.sources("examine", progress);
    output.check();
    Report report = analyze(sources, input, progress);
    output.write(
        spec.commandLine().getOut(),
        (format, colored, to) -> {
          switch (format) {
            case text -> new DoctorTextWriter(colored).write(report, to);
            case json -> new DoctorJsonWriter().write(report, to);
          }
        });
    return exitCode(report.coverage(), spec.commandLine().getErr());
  }

  /** No detector is asked: nobody wants to know here what was found. */
  private static Report analyze(List<SpanSource> sources, SpanInput input, Progress progress)
      throws IOException {
    try {
      return TraceAnalyzer.builder()
          .detectors(List.of())
          .schema(input.schema())
          .declinedStatements(new FullSqlParser())
          .declarations(input.declarations())
          .build()
          .analyze(sources.stream().map(progress::watched).toArray(SpanSource[]::new));
    } finally {
      progress.end();
    }
  }

  private int exitCode(Coverage coverage, PrintWriter err) {
    if (coverage.writesWithKey() == 0) {
      return ExitCode.INCONCLUSIVE;
    }
    boolean met = true;
    for (Requirement requirement : requirements) {
      String complaint = requirement.complaint(coverage);
      if (complaint != null) {
        err.println("racetrace: " + complaint);
        met = false;
      }
    }
    err.flush();
    return met ? ExitCode.CLEAN : ExitCode.FINDINGS;
  }
}
