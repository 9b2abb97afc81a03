package io.racetrace.cli;

import io.racetrace.cli.contract.ContractFiles;
import io.racetrace.cli.contract.Fault;
import io.racetrace.cli.saved.SavedServices;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code racetrace contract lint}: whether contracts say what they should. */
@Command(
    name = "lint",
    description = {
      "Reads contracts, and tells what in them is misspelt, missing, out of date or contradictory:"
          + " one line each, with file, line and column.",
      "Only what says who writes what is looked at; the rest is for ODCS tools."
    },
    mixinStandardHelpOptions = true,
    versionProvider = RacetraceCommand.Version.class,
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      " 0:nothing is wrong",
      " 1:something is wrong",
      " 2:wrong usage, or a file can't be read"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  racetrace contract lint ownership/",
      "  racetrace contract lint orders.yaml stock.yaml --as-of 2027-01-01",
      "  racetrace contract lint ownership/ --services order-service,stock-service",
      "  racetrace contract lint ownership/ --report report.json"
    })
final class ContractLintCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "PATH", arity = "1..*", description = "ODCS files, and folders of them.")
  private List<Path> paths = new ArrayList<>();

  @Option(
      names = "--as-of",
      paramLabel = "DATE",
      converter = Days.class,
      description = "The day by which exceptions are judged; today (UTC) if nothing is said.")
  private @Nullable LocalDate day;

  @Option(
      names = "--services",
      paramLabel = "NAME",
      split = ",",
      description = "All services that there are; others are told. Can be given again.")
  private List<String> services = new ArrayList<>();

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description =
          "A report of 'racetrace analyze --format json': services that it has not seen are told.")
  private @Nullable Path report;

  @Override
  public Integer call() throws IOException {
    ContractFiles files = ContractFiles.read(paths);
    LocalDate on = day == null ? LocalDate.now(Clock.systemUTC()) : day;
    List<Fault> faults = new ArrayList<>(files.faults(on));
    TreeSet<String> known = new TreeSet<>(services);
    if (report != null) {
      known.addAll(SavedServices.read(report));
    }
    if (report != null || !services.isEmpty()) {
      faults.addAll(files.strangers(known));
    }
    PrintWriter out = spec.commandLine().getOut();
    faults.forEach(fault -> out.println(Terminal.printable(fault.toString())));
    out.println(
        (faults.isEmpty() ? "" : "\n")
            + (faults.size() == 1 ? "1 fault" : faults.size() + " faults")
            + " in "
            + (files.files().size() == 1 ? "1 contract" : files.files().size() + " contracts")
            + ", tables: "
            + files.files().stream().mapToInt(file -> file.tables().size()).sum()
            + ", judged as of "
            + on);
    out.flush();
    return faults.isEmpty() ? ExitCode.CLEAN : ExitCode.FINDINGS;
  }
}
