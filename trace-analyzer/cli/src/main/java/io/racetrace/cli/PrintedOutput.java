package io.racetrace.cli;

import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where something that is printed goes to, and whether it may be coloured. */
final class PrintedOutput {

  /** When to use colours; in lower case, as it is written on the command line. */
  enum Color {
    auto,
    always,
    never
  }

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Write the report to this file; it appears there whole or not at all.")
  private @Nullable Path out;

  @Option(
      names = "--color",
      paramLabel = "WHEN",
      description =
          "${COMPLETION-CANDIDATES}; auto is a terminal, unless NO_COLOR is in the environment.")
  private Color color = Color.auto;

  /**
   * Checks before the work what would spoil it after.
   *
   * @throws IOException if the file can't be written
   */
  void check() throws IOException {
    if (out != null) {
      WholeFile.check(out);
    }
  }

  /** Prints something. */
  @FunctionalInterface
  interface Printer {

    void print(boolean colored, Appendable to) throws IOException;
  }

  /**
   * @throws IOException if it can't be written; a file is then as it was before
   */
  void write(PrintWriter standardOutput, Printer printer) throws IOException {
    if (out != null) {
      WholeFile.write(
          out,
          file -> {
            Writer writer = new OutputStreamWriter(file, StandardCharsets.UTF_8);
            printer.print(color == Color.always, writer);
            writer.flush();
          });
      return;
    }
    printer.print(isColored(), standardOutput);
    // A PrintWriter keeps its errors to itself.
    if (standardOutput.checkError()) {
      throw new IOException("the report can't be written to the standard output");
    }
  }

  private boolean isColored() {
    return switch (color) {
      case always -> true;
      case never -> false;
      case auto -> Terminal.wantsColor();
    };
  }
}
