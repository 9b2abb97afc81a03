package io.racetrace.cli;

import io.racetrace.report.Baseline;
import io.racetrace.report.BaselineFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code racetrace baseline show}: whether a file is as it should be, and what is in it. */
@Command(
    name = "show",
    description = "Checks a file and lists what is in it.",
    mixinStandardHelpOptions = true,
    versionProvider = RacetraceCommand.Version.class,
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {" 0:the file is as it should be", " 2:wrong usage, or it is not"},
    footerHeading = "%nExamples:%n",
    footer = {"  racetrace baseline show", "  racetrace baseline show --baseline ci/known.txt"})
final class BaselineShowCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--baseline",
      paramLabel = "FILE",
      description = "The file; " + BaselineCommand.FILE + " if nothing is said.")
  private Path file = Path.of(BaselineCommand.FILE);

  @Override
  public Integer call() throws IOException {
    Baseline baseline = BaselineFile.read(file);
    PrintWriter out = spec.commandLine().getOut();
    baseline.known().values().forEach(known -> out.println(BaselineCommand.line(known)));
    out.println("known in " + file + ": findings: " + baseline.known().size());
    out.flush();
    return ExitCode.CLEAN;
  }
}
