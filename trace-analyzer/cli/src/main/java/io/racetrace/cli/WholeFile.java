package io.racetrace.cli;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A file that a command writes: it appears whole or not at all. */
final class WholeFile {

  /** Writes what is to be in the file. */
  @FunctionalInterface
  interface Content {
    void write(OutputStream out) throws IOException;
  }

  private WholeFile() {}

  /**
   * Checks before the work what would spoil it after.
   *
   * @throws IOException if the file can't be written
   */
  static void check(Path file) throws IOException {
    Path folder = folder(file);
    if (Files.isDirectory(file)) {
      throw new IOException(file + " is a folder; name a file in it");
    }
    if (!Files.isDirectory(folder)) {
      throw new IOException(file + ": there is no folder " + folder);
    }
    if (!Files.isWritable(Files.exists(file) ? file : folder)) {
      throw new IOException(file + " can't be written; check its permissions");
    }
  }

  /**
   * @throws IOException if the content can't be made or written; the file is then as it was before
   */
  static void write(Path file, Content content) throws IOException {
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      // A device or a pipe: there is no half of it to be protected from.
      write(content, file, file);
      return;
    }
    // Behind a symbolic link it is the file that is replaced, not the link.
    Path target = Files.exists(file) ? file.toRealPath() : file;
    Path part =
        folder(target)
            .resolve("." + target.getFileName() + "." + ProcessHandle.current().pid() + ".part");
    part.toFile().deleteOnExit();
    try {
      write(content, part, file);
      Files.move(part, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private static void write(Content content, Path to, Path named) throws IOException {
    try (OutputStream out = new BufferedOutputStream(new Named(to, named), 1 << 16)) {
      content.write(out);
    }
  }

  /** Says of a failure which file it is of, by the name that the user gave it. */
  private static final class Named extends OutputStream {

    private final Path named;
    private final OutputStream out;

    Named(Path to, Path named) throws IOException {
      this.named = named;
      try {
        out = Files.newOutputStream(to);
      } catch (FileSystemException e) {
        throw failure(e.getReason() == null ? "check the folder" : e.getReason(), e);
      }
    }

    @Override
    public void write(int one) throws IOException {
      write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      try {
        out.write(bytes, from, length);
      } catch (IOException e) {
        throw failure(String.valueOf(e.getMessage()), e);
      }
    }

    @Override
    public void close() throws IOException {
      try {
        out.close();
      } catch (IOException e) {
        throw failure(String.valueOf(e.getMessage()), e);
      }
    }

    private IOException failure(String reason, IOException cause) {
      return new IOException(named + " can't be written: " + reason, cause);
    }
  }

  private static Path folder(Path file) {
    Path folder = file.toAbsolutePath().getParent();
    return folder == null ? file.toAbsolutePath() : folder;
  }
}
