package io.racetrace.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintWriter;
import picocli.CommandLine;

/** Puts the program together. */
public final class RacetraceCommandLine {

  private RacetraceCommandLine() {}

  /**
   * The whole command line: running it gives one of the codes of {@link ExitCode}, and whatever
   * happens a user sees one line about it and no stack trace.
   *
   * @param furtherCommands annotated commands that another module brings along
   */
  public static CommandLine create(Object... furtherCommands) {
    CommandLine program = new CommandLine(new RacetraceCommand());
    for (Object command : furtherCommands) {
      program.addSubcommand(command);
    }
    Complaints complaints = new Complaints();
    program.setOut(
        new PrintWriter(new StandardOutput(new FileOutputStream(FileDescriptor.out)), false));
    program.setParameterExceptionHandler(complaints::usage);
    program.setExecutionExceptionHandler(complaints::failure);
    program.setExecutionStrategy(complaints::run);
    program.setUsageHelpAutoWidth(true);
    return program;
  }
}
