package io.racetrace.cli;

import java.io.IOException;
import java.io.PrintWriter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Something for a person, or for a program, and where it goes to. */
final class ReportOutput {

  /** The forms; in lower case, as they are written on the command line. */
  enum Format {
    text,
    json
  }

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "${COMPLETION-CANDIDATES}; text if nothing is said.")
  private Format format = Format.text;

  @Mixin private PrintedOutput printed = new PrintedOutput();

  /**
   * Checks before the work what would spoil it after.
   *
   * @throws IOException if the file can't be written
   */
  void check() throws IOException {
    printed.check();
  }

  /** Prints something in a form that was asked for. */
  @FunctionalInterface
  interface Printer {

    void print(Format format, boolean colored, Appendable to) throws IOException;
  }

  /**
   * @throws IOException if it can't be written; a file is then as it was before
   */
  void write(PrintWriter standardOutput, Printer printer) throws IOException {
    printed.write(standardOutput, (colored, to) -> printer.print(format, colored, to));
  }
}
