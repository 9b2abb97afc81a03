package io.racetrace.sources.receive;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file that grows by whole lines: a line is in it or it is not, whatever fails in between. */
final class LineFile implements AutoCloseable {

  /** How every line of OTLP JSON begins. */
  private static final byte[] BEGINNING = "{\"".getBytes(StandardCharsets.US_ASCII);

  private final FileChannel channel;
  private long length;

  LineFile(FileChannel channel, long length) {
    this.channel = channel;
    this.length = length;
  }

  /** Opens an empty file; what the file held is gone. */
  static LineFile emptied(Path path) throws IOException {
    FileChannel channel = open(path);
    try {
      channel.truncate(0);
      return new LineFile(channel, 0);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /**
   * Opens a file at its end, and creates it where there is none. A last line without an end gets
   * one: its writer is gone, and the next line must not be lost in it.
   *
   * @throws IOException also if the file holds something else than lines of JSON
   */
  static LineFile atEnd(Path path) throws IOException {
    FileChannel channel = open(path);
    try {
      long length = channel.size();
      LineFile file = new LineFile(channel, length);
      if (length > 0) {
        if (!file.read(0, BEGINNING.length).equals(ByteBuffer.wrap(BEGINNING))) {
          throw new FileSystemException(
              path.toString(), null, "is there and holds no lines of OTLP JSON; name another file");
        }
        if (file.read(length - 1, 1).get(0) != '\n') {
          file.write(ByteBuffer.wrap(new byte[] {'\n'}));
        }
      }
      return file;
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  private static FileChannel open(Path path) throws IOException {
    FileChannel channel =
        FileChannel.open(
            path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    if (!lock(channel)) {
      channel.close();
      throw new FileSystemException(
          path.toString(), null, "is being written by another receiver; name another file");
    }
    return channel;
  }

  /** Two writers would write over each other's lines. */
  private static boolean lock(FileChannel channel) {
    try {
      // Beyond any content: some systems keep readers out of what is locked.
      return channel.tryLock(Long.MAX_VALUE - 1, 1, false) != null;
    } catch (OverlappingFileLockException e) {
      return false;
    } catch (IOException e) {
      // Not every file system knows locks, and spans can be written without.
      return true;
    }
  }

  private ByteBuffer read(long from, int count) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(count);
    channel.read(bytes, from);
    return bytes.flip();
  }

  long length() {
    return length;
  }

  /**
   * Adds whole lines. On return they have left this process.
   *
   * @throws IOException if they can't be written; the file is then as before
   */
  void write(ByteBuffer lines) throws IOException {
    try {
      long at = length;
      while (lines.hasRemaining()) {
        at += channel.write(lines, at);
      }
      length = at;
    } catch (IOException e) {
      channel.truncate(length);
      throw e;
    }
  }

  /** On return, what was written before the call is on the disk. */
  void force() throws IOException {
    channel.force(false);
  }

  /** Forces the file to the disk and closes it. */
  @Override
  public void close() throws IOException {
    try (channel) {
      channel.force(true);
    }
  }
}
