package io.racetrace.cli;

import io.racetrace.report.Baseline;
import io.racetrace.report.Baseline.Known;
import io.racetrace.report.BaselineFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code racetrace baseline}: the one command that writes a baseline. */
@Command(
    name = "baseline",
    description = {
      "Writes down which findings are known, so that analyze and check fail on others only.",
      "Nothing but this command changes the file: a line for each finding, which belongs into the"
          + " repository. A finding that is surer than its line says counts again."
    },
    mixinStandardHelpOptions = true,
    versionProvider = RacetraceCommand.Version.class,
    subcommands = {
      BaselineCreateCommand.class,
      BaselineUpdateCommand.class,
      BaselineShowCommand.class
    },
    synopsisSubcommandLabel = "COMMAND",
    commandListHeading = "%nCommands:%n",
    footerHeading = "%nExamples:%n",
    footer = {
      "  racetrace baseline create spans.jsonl",
      "  racetrace analyze spans.jsonl --baseline racetrace-baseline.txt",
      "  racetrace baseline update spans.jsonl",
      "  racetrace baseline show"
    })
final class BaselineCommand implements Runnable {

  /** The file, if nothing else is said. */
  static final String FILE = "racetrace-baseline.txt";

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "say what to do: create, update or show");
  }

  static void write(Baseline baseline, Path file) throws IOException {
    WholeFile.write(
        file, out -> out.write(BaselineFile.text(baseline).getBytes(StandardCharsets.UTF_8)));
  }

  /** A finding in a line. */
  static String line(Known known) {
    return known.fingerprint()
        + "  "
        + known.certainty().name().toLowerCase(Locale.ROOT)
        + "  "
        + known.rule()
        + "  "
        + known.what();
  }
}
