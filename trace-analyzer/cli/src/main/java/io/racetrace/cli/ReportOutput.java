package io.racetrace.cli;

import io.racetrace.report.JsonReportWriter;
import io.racetrace.report.Report;
import io.racetrace.report.TextReportWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** In which form a report leaves, and where to. */
final class ReportOutput {

  /** The forms of a report; in lower case, as they are written on the command line. */
  enum Format {
    text,
    json
  }

  /** When to use colours; in lower case, as it is written on the command line. */
  enum Color {
    auto,
    always,
    never
  }

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "${COMPLETION-CANDIDATES}; text if nothing is said.")
  private Format format = Format.text;

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

  /** Prints something in a form that was asked for. */
  @FunctionalInterface
  interface Printer {

    void print(Format format, boolean colored, Appendable to) throws IOException;
  }

  /**
   * @throws IOException if the report can't be written; a file is then as it was before
   */
  void write(Report report, PrintWriter standardOutput) throws IOException {
    write(
        standardOutput,
        (form, colored, to) -> {
          switch (form) {
            case text -> new TextReportWriter(colored).write(report, to);
            case json -> new JsonReportWriter().write(report, to);
          }
        });
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
            printer.print(format, color == Color.always, writer);
            writer.flush();
          });
      return;
    }
    printer.print(format, isColored(), standardOutput);
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
