package io.racetrace.cli;

import io.racetrace.report.Baseline;
import io.racetrace.report.Report;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code racetrace baseline create}: what is found becomes what is known. */
@Command(
    name = "create",
    description = {
      "Writes all that is found in spans into a new file.",
      "Takes the same input as analyze. A file that is there already is left alone."
    },
    mixinStandardHelpOptions = true,
    versionProvider = RacetraceCommand.Version.class,
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      " 0:the file is written",
      " 2:wrong usage, the file is there already, or the run did not complete"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  racetrace baseline create spans.jsonl",
      "  racetrace baseline create --jaeger http://localhost:16686 --since 1h --baseline ci/known.txt"
    })
final class BaselineCreateCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--baseline",
      paramLabel = "FILE",
      description = "The file to write; " + BaselineCommand.FILE + " if nothing is said.")
  private Path file = Path.of(BaselineCommand.FILE);

  @Mixin private SpanAnalysis spans = new SpanAnalysis();

  @Override
  public Integer call() throws IOException {
    Report report = spans.report("make a baseline of", this::check);
    Baseline baseline = Baseline.of(report);
    BaselineCommand.write(baseline, file);
    PrintWriter out = spec.commandLine().getOut();
    out.println("known from now on, in " + file + ": findings: " + baseline.known().size());
    baseline.known().values().forEach(known -> out.println("  " + BaselineCommand.line(known)));
    if (!report.isConclusive()) {
      out.println("too little was seen to say that there is no other: see 'racetrace doctor'");
    }
    out.flush();
    return ExitCode.CLEAN;
  }

  private void check() throws IOException {
    if (Files.exists(file)) {
      throw new IOException(
          file + " is there already; 'racetrace baseline update' brings it up to date");
    }
    WholeFile.check(file);
  }
}
