package io.racetrace.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The program itself, which only holds its commands together. */
@Command(
    name = "racetrace",
    description = "Finds races on records in distributed traces, and explains them.",
    mixinStandardHelpOptions = true,
    versionProvider = RacetraceCommand.Version.class,
    subcommands = {
      AnalyzeCommand.class,
      CheckCommand.class,
      ContractCommand.class,
      BaselineCommand.class,
      DiffCommand.class,
      OwnersCommand.class,
      AdviseCommand.class,
      DoctorCommand.class,
      FetchCommand.class,
      RecordCommand.class,
      ExplainCommand.class,
      PlaybookCommand.class,
      PublishCommand.class
    },
    synopsisSubcommandLabel = "COMMAND",
    commandListHeading = "%nCommands:%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      " 0:nothing found, or only below what --fail-on names",
      " 1:findings at or above what --fail-on names",
      " 2:wrong usage, or the run did not complete",
      " 3:nothing found, but too little was seen to call that clean"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  racetrace analyze spans.jsonl",
      "  racetrace analyze --jaeger http://localhost:16686 --since 1h",
      "  racetrace check spans.jsonl --assertions racetrace.yaml",
      "  racetrace contract lint ownership/",
      "  racetrace baseline create spans.jsonl",
      "  racetrace diff yesterday.json today.json",
      "  racetrace advise spans.jsonl --record-type orders",
      "  racetrace doctor spans.jsonl --require coverage=0.9",
      "  racetrace fetch --jaeger http://localhost:16686 --since 1h --out mon.jsonl.gz",
      "  racetrace record --out spans.jsonl --for 10m",
      "  racetrace explain lost-update",
      "  racetrace playbook --finding b12910c9 --report report.json",
      "  racetrace publish --report report.json --otlp http://localhost:4318",
      "  racetrace analyze --help"
    })
final class RacetraceCommand implements Runnable {

  @Spec private CommandSpec spec;

  @Option(
      names = "--stacktrace",
      scope = ScopeType.INHERIT,
      description = "Show where in the program a failure came from.")
  private boolean stackTrace;

  RacetraceCommand() {
    spec = CommandSpec.create();
  }

  boolean isStackTraceWanted() {
    String wanted = System.getenv("RACETRACE_STACKTRACE");
    return stackTrace || (wanted != null && !wanted.isEmpty());
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "say what to do: analyze, check, contract, baseline, diff, owners, advise, doctor, fetch,"
            + " record, explain, playbook or publish");
  }

  static String version() {
    String version = RacetraceCommand.class.getPackage().getImplementationVersion();
    return version == null ? "(built from source)" : version;
  }

  /** The version from the jar's manifest. */
  static final class Version implements CommandLine.IVersionProvider {

    @Override
    public String[] getVersion() {
      return new String[] {"racetrace " + version()};
    }
  }
}
