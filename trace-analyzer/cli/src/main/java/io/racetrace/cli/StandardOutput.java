package io.racetrace.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;

/**
 * The standard output, in UTF-8 everywhere.
 *
 * <p>A reader that has seen enough and leaves, such as {@code head}, is no error; a disk that is
 * full is.
 */
final class StandardOutput extends Writer {

  private final Writer out;
  private boolean readerLeft;

  StandardOutput(OutputStream out) {
    this.out = new OutputStreamWriter(out, StandardCharsets.UTF_8);
  }

  @Override
  public void write(char[] text, int offset, int length) throws IOException {
    if (!readerLeft) {
      try {
        out.write(text, offset, length);
      } catch (IOException e) {
        noteOrThrow(e);
      }
    }
  }

  @Override
  public void flush() throws IOException {
    if (!readerLeft) {
      try {
        out.flush();
      } catch (IOException e) {
        noteOrThrow(e);
      }
    }
  }

  @Override
  public void close() throws IOException {
    flush();
  }

  private void noteOrThrow(IOException e) throws IOException {
    String message = String.valueOf(e.getMessage());
    if (!message.contains("Broken pipe") && !message.contains("pipe is being closed")) {
      throw e;
    }
    readerLeft = true;
  }
}
