package io.racetrace.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileSystemException;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.MaxValuesExceededException;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** What a user sees when something goes wrong: one line that says what, and what to do next. */
final class Complaints {

  private static final String NAME = "racetrace: ";

  /** Runs what was parsed; what the machine lacks is told like any other failure. */
  int run(ParseResult parsed) {
    try {
      return new CommandLine.RunLast().execute(parsed);
    } catch (OutOfMemoryError e) {
      PrintWriter err = parsed.commandSpec().commandLine().getErr();
      err.println(
          NAME + "out of memory; give more, such as java -Xmx2g -jar racetrace.jar, or less input");
      err.flush();
      return ExitCode.FAILED;
    } catch (StackOverflowError e) {
      throw new CommandLine.ExecutionException(
          parsed.commandSpec().commandLine(), "stack overflow", new IllegalStateException(e));
    }
  }

  /** Words that the program does not understand. */
  int usage(ParameterException e, String[] arguments) {
    CommandLine command = e.getCommandLine();
    PrintWriter err = command.getErr();
    String message =
        e instanceof MaxValuesExceededException
            ? repeated(command, arguments)
            : firstLine(String.valueOf(e.getMessage()));
    err.println(NAME + message);
    UnmatchedArgumentException.printSuggestions(e, err);
    err.println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
    err.flush();
    return ExitCode.FAILED;
  }

  /**
   * An option that was given twice. The parser's own words for it repeat what the other options
   * were given, and there may be a password among that.
   */
  private static String repeated(CommandLine command, String[] arguments) {
    Set<OptionSpec> seen = new HashSet<>();
    for (String argument : arguments) {
      int equals = argument.indexOf('=');
      String name = equals < 0 ? argument : argument.substring(0, equals);
      OptionSpec option = command.getCommandSpec().findOption(name);
      if (option != null && !option.isMultiValue() && !seen.add(option)) {
        return name + " is given twice; give it once";
      }
    }
    return "an option is given twice; give each once";
  }

  /** A run that did not complete. */
  int failure(Exception e, CommandLine command, ParseResult parsed) {
    PrintWriter err = command.getErr();
    boolean expected = e instanceof IOException;
    String message =
        expected ? message((IOException) e) : "internal error: " + firstLine(e.toString());
    boolean stackTrace = isStackTraceWanted(command);
    err.println(NAME + message + (stackTrace || expected ? "" : "; please report it"));
    if (stackTrace) {
      e.printStackTrace(err);
    } else if (!expected) {
      err.println("Run it again with --stacktrace to see more.");
    }
    err.flush();
    return ExitCode.FAILED;
  }

  private static boolean isStackTraceWanted(CommandLine command) {
    CommandLine top = command;
    while (top.getParent() != null) {
      top = top.getParent();
    }
    return top.getCommand() instanceof RacetraceCommand racetrace && racetrace.isStackTraceWanted();
  }

  private static String message(IOException e) {
    if (e instanceof FileSystemException file && file.getReason() == null) {
      // Such a message is the file's name and nothing else; the type says what is wrong with it.
      String type = e.getClass().getSimpleName().replace("Exception", "");
      String words = type.replaceAll("(?<=[a-z])(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
      return file.getFile() + ": " + words;
    }
    return e.getMessage() == null ? e.toString() : firstLine(e.getMessage());
  }

  private static String firstLine(String message) {
    int end = message.indexOf('\n');
    return end < 0 ? message : message.substring(0, end);
  }
}
