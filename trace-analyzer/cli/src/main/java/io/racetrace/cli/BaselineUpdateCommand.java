package io.racetrace.cli;

import io.racetrace.report.Baseline;
import io.racetrace.report.Baseline.Known;
import io.racetrace.report.BaselineFile;
import io.racetrace.report.Report;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code racetrace baseline update}: brings what is known to what is found. */
@Command(
    name = "update",
    description = {
      "Brings a file to what is found in spans, and tells each line that comes, goes or changes.",
      "What is not found goes, unless too little was seen to say that it is gone. What was surer"
          + " before stays so."
    },
    mixinStandardHelpOptions = true,
    versionProvider = RacetraceCommand.Version.class,
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      " 0:the file is up to date",
      " 2:wrong usage, a file that is not what it should be, or the run did not complete"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  racetrace baseline update spans.jsonl",
      "  racetrace baseline update monday.jsonl tuesday.jsonl --baseline ci/known.txt"
    })
final class BaselineUpdateCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--baseline",
      paramLabel = "FILE",
      description =
          "The file to bring up to date; " + BaselineCommand.FILE + " if nothing is said.")
  private Path file = Path.of(BaselineCommand.FILE);

  @Mixin private SpanAnalysis spans = new SpanAnalysis();

  @Override
  public Integer call() throws IOException {
    Baseline before = BaselineFile.read(file);
    Report report = spans.report("bring a baseline up to date with", () -> WholeFile.check(file));
    Baseline after = before.updated(report);
    BaselineCommand.write(after, file);
    PrintWriter out = spec.commandLine().getOut();
    int changes = tell(before, after, out);
    out.println(
        file
            + (changes == 0 ? " is as it was" : " is up to date")
            + ": findings: "
            + after.known().size());
    if (!report.isConclusive()) {
      out.println(
          "too little was seen to say that anything is gone, so nothing was taken out: see"
              + " 'racetrace doctor'");
    }
    out.flush();
    return ExitCode.CLEAN;
  }

  private static int tell(Baseline before, Baseline after, PrintWriter out) {
    int changes = 0;
    Map<String, Known> all = new TreeMap<>(before.known());
    all.putAll(after.known());
    for (Known known : all.values()) {
      Known old = before.known().get(known.fingerprint());
      Known now = after.known().get(known.fingerprint());
      String word =
          old == null
              ? "new"
              : now == null ? "gone" : old.certainty() == now.certainty() ? "" : "surer";
      if (!word.isEmpty()) {
        changes++;
        out.println(word + " ".repeat(7 - word.length()) + BaselineCommand.line(known));
      }
    }
    return changes;
  }
}
