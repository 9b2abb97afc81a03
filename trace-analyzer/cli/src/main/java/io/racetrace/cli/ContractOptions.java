package io.racetrace.cli;

import io.racetrace.cli.contract.ContractFiles;
import io.racetrace.cli.contract.Fault;
import io.racetrace.ownership.Ownerships;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The contracts that a command judges by. */
final class ContractOptions {

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--contract",
      paramLabel = "PATH",
      description =
          "Who owns which table: an ODCS file, or a folder of them; can be given again. A write by"
              + " anybody else is an ownership-conflict.")
  private List<Path> paths = new ArrayList<>();

  @Option(
      names = "--as-of",
      paramLabel = "DATE",
      converter = Days.class,
      description =
          "The day by which exceptions in contracts are judged; today (UTC) if nothing is said.")
  private @Nullable LocalDate day;

  boolean isGiven() {
    return !paths.isEmpty();
  }

  LocalDate day() {
    return day == null ? LocalDate.now(Clock.systemUTC()) : day;
  }

  /**
   * @throws IOException if a contract can't be read, or there is none where one should be
   */
  ContractFiles files() throws IOException {
    return ContractFiles.read(paths);
  }

  /**
   * What the contracts say, if there are any. What is wrong and does not keep them from being used
   * is told to the user.
   *
   * @throws IOException if a contract can't be read or used
   */
  Ownerships ownerships() throws IOException {
    return isGiven() ? ownerships(files()) : Ownerships.NONE;
  }

  Ownerships ownerships(ContractFiles files) throws IOException {
    Ownerships ownerships = files.ownerships(day());
    PrintWriter err = spec.commandLine().getErr();
    for (Fault fault : files.faults(day())) {
      err.println("racetrace: " + Terminal.printable(fault.toString()));
    }
    err.flush();
    return ownerships;
  }
}
