package io.racetrace.cli;

import io.racetrace.report.JsonReportWriter;
import io.racetrace.report.Report;
import io.racetrace.report.TextReportWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
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
    if (out == null) {
      return;
    }
    Path folder = folder(out);
    if (Files.isDirectory(out)) {
      throw new IOException("--out " + out + " is a folder; name a file in it");
    }
    if (!Files.isDirectory(folder)) {
      throw new IOException("--out " + out + ": there is no folder " + folder);
    }
    if (!Files.isWritable(Files.exists(out) ? out : folder)) {
      throw new IOException("--out " + out + " can't be written; check its permissions");
    }
  }

  /**
   * @throws IOException if the report can't be written; a file is then as it was before
   */
  void write(Report report, PrintWriter standardOutput) throws IOException {
    if (out != null) {
      writeFile(report, out);
      return;
    }
    print(report, standardOutput, isColored());
    // A PrintWriter keeps its errors to itself.
    if (standardOutput.checkError()) {
      throw new IOException("the report can't be written to the standard output");
    }
  }

  private void writeFile(Report report, Path file) throws IOException {
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      // A device or a pipe: there is no half of it to be protected from.
      try (Writer writer = Files.newBufferedWriter(file)) {
        print(report, writer, color == Color.always);
      }
      return;
    }
    Path part =
        folder(file)
            .resolve("." + file.getFileName() + "." + ProcessHandle.current().pid() + ".part");
    part.toFile().deleteOnExit();
    try {
      try (Writer writer = Files.newBufferedWriter(part)) {
        print(report, writer, color == Color.always);
      }
      Files.move(part, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private void print(Report report, Appendable to, boolean colored) throws IOException {
    switch (format) {
      case text -> new TextReportWriter(colored).write(report, to);
      case json -> new JsonReportWriter().write(report, to);
    }
  }

  private boolean isColored() {
    return switch (color) {
      case always -> true;
      case never -> false;
      case auto -> Terminal.wantsColor();
    };
  }

  private static Path folder(Path file) {
    Path folder = file.toAbsolutePath().getParent();
    return folder == null ? file.toAbsolutePath() : folder;
  }
}
