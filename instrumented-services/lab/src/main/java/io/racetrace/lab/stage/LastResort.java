package io.racetrace.lab.stage;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Ends the stores when this JVM is killed without a chance to do so. A shell waits for the end of
 * its standard input, whose other side only this JVM holds.
 */
final class LastResort implements AutoCloseable {
  private static final String SCRIPT =
      "trap '' INT TERM HUP; directory=$1; shift; read -r _;"
          + " kill -INT \"$@\" 2>/dev/null; sleep 2; kill -KILL \"$@\" 2>/dev/null;"
          + " rm -rf -- \"$directory\"";

  private final Process shell;

  private LastResort(Process shell) {
    this.shell = shell;
  }

  /**
   * @param directory deleted after the processes have ended
   * @throws LabException where there is no shell
   */
  static LastResort watch(Path directory, List<Long> pids) {
    ProcessBuilder builder = new ProcessBuilder("sh", "-c", SCRIPT, "sh", directory.toString());
    pids.forEach(pid -> builder.command().add(Long.toString(pid)));
    builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    try {
      return new LastResort(builder.start());
    } catch (IOException failure) {
      throw new LabException("no shell to watch over the stores: " + failure.getMessage(), failure);
    }
  }

  /** Not needed any more. */
  @Override
  public void close() {
    shell.destroyForcibly();
  }
}
