package io.racetrace.sources.receive;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file that grows by whole lines: a line is in it or it is not, whatever fails in between. */
final class LineFile implements AutoCloseable {

  private final FileChannel channel;
  private long length;

  private LineFile(FileChannel channel) {
    this.channel = channel;
  }

  /** Opens an empty file; what the file held is gone. */
  static LineFile create(Path path) throws IOException {
    return new LineFile(
        FileChannel.open(
            path,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE));
  }

  /**
   * Adds a line and its end. On return the line has left this process.
   *
   * @throws IOException if it can't be written; the file is then as before
   */
  synchronized void append(ByteArrayOutputStream line) throws IOException {
    line.write('\n');
    ByteBuffer bytes = ByteBuffer.wrap(line.toByteArray());
    try {
      long at = length;
      while (bytes.hasRemaining()) {
        at += channel.write(bytes, at);
      }
      length = at;
    } catch (IOException e) {
      channel.truncate(length);
      throw e;
    }
  }

  /** Forces the file to the disk and closes it. */
  @Override
  public synchronized void close() throws IOException {
    if (channel.isOpen()) {
      channel.force(true);
      channel.close();
    }
  }
}
