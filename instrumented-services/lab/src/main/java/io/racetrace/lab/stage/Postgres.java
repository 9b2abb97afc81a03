package io.racetrace.lab.stage;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** A real PostgreSQL on a given port, with settings for a small machine and throw-away data. */
public final class Postgres implements AutoCloseable {
  public static final String USER = "postgres";
  public static final String PASSWORD = "postgres";

  private final EmbeddedPostgres server;
  private final ProcessHandle process;
  private final Part part;

  private Postgres(EmbeddedPostgres server, ProcessHandle process, Path log) {
    this.server = server;
    this.process = process;
    this.part = Part.of("PostgreSQL", process, log);
  }

  /**
   * @param directory for its binaries and data
   * @param log what it writes
   * @throws LabException when it does not come up
   */
  static Postgres start(Path directory, int port, Path log) {
    Path data = directory.resolve("data");
    try {
      EmbeddedPostgres server =
          EmbeddedPostgres.builder()
              .setOverrideWorkingDirectory(directory.toFile())
              .setDataDirectory(data)
              .setRegisterShutdownHook(false)
              .setPGStartupWait(Duration.ofSeconds(30))
              .setPort(port)
              .setOutputRedirector(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .setErrorRedirector(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .setServerConfig("listen_addresses", "127.0.0.1")
              .setServerConfig("shared_buffers", "8MB")
              .setServerConfig("max_connections", "60")
              .setServerConfig("fsync", "off")
              .setServerConfig("full_page_writes", "off")
              .setServerConfig("autovacuum", "off")
              .setServerConfig("io_method", "sync")
              .start();
      return new Postgres(server, serverProcess(data), log);
    } catch (IOException | RuntimeException failure) {
      throw new LabException(
          "PostgreSQL does not start: " + failure.getMessage() + "; its log is " + log, failure);
    }
  }

  // The process that the library knows is the one that started the server, and is gone by now.
  private static ProcessHandle serverProcess(Path data) throws IOException {
    String pid = Files.readAllLines(data.resolve("postmaster.pid")).get(0).strip();
    return ProcessHandle.of(Long.parseLong(pid))
        .orElseThrow(() -> new LabException("PostgreSQL died at once"));
  }

  /** The databases of the server that is, or will be, at this port. */
  static Databases at(int port) {
    return new Databases("jdbc:postgresql://127.0.0.1:" + port + "/{database}", USER, PASSWORD);
  }

  /** What must not die. */
  Part part() {
    return part;
  }

  long pid() {
    return process.pid();
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
