package io.racetrace.lab.stage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** A directory for as long as the lab runs. */
record TemporaryDirectory(Path path) implements AutoCloseable {
  private static final int DELETE_TRIES = 20;
  private static final Duration BETWEEN_DELETES = Duration.ofMillis(50);

  /**
   * @throws LabException where none can be made
   */
  static TemporaryDirectory create() {
    try {
      return new TemporaryDirectory(Files.createTempDirectory("racetrace-lab-"));
    } catch (IOException failure) {
      throw new LabException("no temporary directory: " + failure.getMessage(), failure);
    }
  }

  /** Again and again for a moment: a process that was killed may still have left its last file. */
  @Override
  public void close() throws IOException {
    for (int tries = 1; ; tries++) {
      try (Stream<Path> files = Files.walk(path)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(file);
        }
        return;
      } catch (IOException | UncheckedIOException failure) {
        if (tries == DELETE_TRIES) {
          throw new IOException("could not delete " + path + ": " + failure.getMessage(), failure);
        }
        LockSupport.parkNanos(BETWEEN_DELETES.toNanos());
      }
    }
  }
}
