package io.racetrace.lab.stage;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Takes the lines of a process whose output somebody else reads. Safe for many threads. */
final class LogFile implements AutoCloseable {
  private final PrintWriter lines;

  private LogFile(PrintWriter lines) {
    this.lines = lines;
  }

  /**
   * @throws LabException where it cannot be written
   */
  static LogFile append(Path file) {
    try {
      return new LogFile(
          new PrintWriter(
              Files.newBufferedWriter(
                  file,
                  StandardCharsets.UTF_8,
                  StandardOpenOption.CREATE,
                  StandardOpenOption.APPEND),
              true));
    } catch (IOException failure) {
      throw new LabException("cannot write " + file + ": " + failure.getMessage(), failure);
    }
  }

  void line(String line) {
    lines.println(line);
  }

  @Override
  public void close() {
    lines.close();
  }
}
