package io.racetrace.sources.receive;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/**
 * The file that received lines go to, and its full predecessors.
 *
 * <p>A file that has reached its size is forced to the disk and renamed, and a new one takes its
 * place. Lines are written one at a time; forcing goes on beside that, and whoever waits for it
 * while another force runs shares the next one.
 */
final class SpanFiles implements AutoCloseable {

  private final Path path;
  private final Fsync fsync;
  private final long maxBytes;
  private final RotatedNames names;
  private final int maxRotated;
  private final InstantSource clock;

  private final Object forcing = new Object();

  /** Changed while both this and {@link #forcing} are held. */
  private LineFile file;

  /** Counts bytes over all files, from the opening on. Changed while this is held. */
  private volatile long written;

  /** Up to which byte all is on the disk. Guarded by {@link #forcing}. */
  private long forced;

  /** Up to which byte some may never get to the disk. Guarded by {@link #forcing}. */
  private long doubtful;

  private final List<Path> rotated = new ArrayList<>();
  private boolean closed;

  /**
   * @param file at {@code path}
   * @param maxBytes a longer file is rotated; 0 for never
   * @param maxRotated older rotated files are deleted; 0 for never
   */
  SpanFiles(
      Path path, LineFile file, Fsync fsync, long maxBytes, int maxRotated, InstantSource clock) {
    this.path = path;
    this.file = file;
    this.fsync = fsync;
    this.maxBytes = maxBytes;
    this.maxRotated = maxRotated;
    this.names = RotatedNames.of(path);
    this.clock = clock;
  }

  /**
   * Adds a line and its end. On return it is as safe as {@link Fsync} says.
   *
   * @throws IOException if that can't be had; the files still hold whole lines only
   */
  void append(ByteArrayOutputStream line) throws IOException {
    line.write('\n');
    ByteBuffer bytes = ByteBuffer.wrap(line.toByteArray());
    long end;
    synchronized (this) {
      if (closed) {
        throw new IOException("the receiver is closed");
      }
      if (maxBytes > 0 && file.length() > 0 && file.length() + bytes.remaining() > maxBytes) {
        rotate();
      }
      end = written + bytes.remaining();
      file.write(bytes);
      written = end;
    }
    if (fsync == Fsync.ALWAYS) {
      force(end);
    }
  }

  private void force(long end) throws IOException {
    synchronized (forcing) {
      if (end <= doubtful) {
        throw new IOException("the disk did not confirm what was written");
      }
      if (end > forced) {
        long sofar = written;
        try {
          file.force();
        } catch (IOException e) {
          // The system may forget what it failed to write, so a next force proves nothing about it.
          doubtful = sofar;
          throw e;
        }
        forced = sofar;
      }
    }
  }

  private void rotate() throws IOException {
    synchronized (forcing) {
      file.force();
      forced = written;
      Path full = names.move(path, clock.instant());
      LineFile next;
      try {
        next = LineFile.atEnd(path);
      } catch (IOException e) {
        Files.move(full, path);
        throw e;
      }
      LineFile previous = file;
      file = next;
      rotated.add(full);
      previous.close();
    }
    forceFolder();
    if (maxRotated > 0) {
      rotated.removeAll(names.deleteAllBut(maxRotated));
    }
  }

  /** A new name is on the disk only once its folder is. */
  private void forceFolder() {
    try (FileChannel folder = FileChannel.open(names.folder(), StandardOpenOption.READ)) {
      folder.force(true);
    } catch (IOException e) {
      // Not every system opens folders, and there it isn't needed.
    }
  }

  /** All files with lines of this run that are still there, oldest first. */
  synchronized List<Path> files() {
    List<Path> files = new ArrayList<>(rotated);
    files.add(path);
    return files;
  }

  /** How many bytes were added since the opening. */
  long bytes() {
    return written;
  }

  /** Forces all to the disk and closes the file. */
  @Override
  public synchronized void close() throws IOException {
    if (!closed) {
      closed = true;
      synchronized (forcing) {
        file.close();
      }
      forceFolder();
    }
  }
}
