package io.racetrace.cli;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
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
      throw new IOException("--out " + file + " is a folder; name a file in it");
    }
    if (!Files.isDirectory(folder)) {
      throw new IOException("--out " + file + ": there is no folder " + folder);
    }
    if (!Files.isWritable(Files.exists(file) ? file : folder)) {
      throw new IOException("--out " + file + " can't be written; check its permissions");
    }
  }

  /**
   * @throws IOException if the content can't be made or written; the file is then as it was before
   */
  static void write(Path file, Content content) throws IOException {
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      // A device or a pipe: there is no half of it to be protected from.
      write(content, file);
      return;
    }
    // Behind a symbolic link it is the file that is replaced, not the link.
    Path target = Files.exists(file) ? file.toRealPath() : file;
    Path part =
        folder(target)
            .resolve("." + target.getFileName() + "." + ProcessHandle.current().pid() + ".part");
    part.toFile().deleteOnExit();
    try {
      write(content, part);
      Files.move(part, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private static void write(Content content, Path to) throws IOException {
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(to), 1 << 16)) {
      content.write(out);
    }
  }

  private static Path folder(Path file) {
    Path folder = file.toAbsolutePath().getParent();
    return folder == null ? file.toAbsolutePath() : folder;
  }
}
