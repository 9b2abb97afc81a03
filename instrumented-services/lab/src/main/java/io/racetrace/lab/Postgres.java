package io.racetrace.lab;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** A real PostgreSQL on a given port, with settings for a small machine and throw-away data. */
final class Postgres implements AutoCloseable {
  static final String USER = "postgres";
  static final String PASSWORD = "postgres";

  private final EmbeddedPostgres server;
  private final ProcessHandle process;
  private final Databases databases;

  private Postgres(EmbeddedPostgres server, ProcessHandle process, Databases databases) {
    this.server = server;
    this.process = process;
    this.databases = databases;
  }

  /**
   * @param directory for its binaries and data
   * @throws LabException when it does not come up
   */
  static Postgres start(Path directory, int port) {
    Path data = directory.resolve("data");
    try {
      EmbeddedPostgres server =
          EmbeddedPostgres.builder()
              .setOverrideWorkingDirectory(directory.toFile())
              .setDataDirectory(data)
              .setRegisterShutdownHook(false)
              .setPGStartupWait(Duration.ofSeconds(30))
              .setPort(port)
              .setServerConfig("listen_addresses", "127.0.0.1")
              .setServerConfig("shared_buffers", "8MB")
              .setServerConfig("max_connections", "60")
              .setServerConfig("fsync", "off")
              .setServerConfig("full_page_writes", "off")
              .setServerConfig("autovacuum", "off")
              .setServerConfig("io_method", "sync")
              .start();
      return new Postgres(
          server, serverProcess(data), new Databases(urlTemplate(port), USER, PASSWORD));
    } catch (IOException | RuntimeException failure) {
      throw new LabException("PostgreSQL does not start: " + failure.getMessage(), failure);
    }
  }

  // The process that the library knows is the one that started the server, and is gone by now.
  private static ProcessHandle serverProcess(Path data) throws IOException {
    String pid = Files.readAllLines(data.resolve("postmaster.pid")).get(0).strip();
    return ProcessHandle.of(Long.parseLong(pid))
        .orElseThrow(() -> new LabException("PostgreSQL died at once"));
  }

  /** A JDBC URL with {@code {database}} where the name goes. */
  static String urlTemplate(int port) {
    return "jdbc:postgresql://127.0.0.1:" + port + "/{database}";
  }

  boolean isAlive() {
    return process.isAlive();
  }

  long pid() {
    return process.pid();
  }

  void createDatabase(String name) {
    databases.execute(USER, "create database " + name);
  }

  Databases databases() {
    return databases;
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
