package io.racetrace.lab;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A real PostgreSQL on a given port, with settings for a small machine and throw-away data. */
final class Postgres implements AutoCloseable {
  static final String USER = "postgres";
  static final String PASSWORD = "postgres";

  private final EmbeddedPostgres server;
  private final ProcessHandle process;

  private Postgres(EmbeddedPostgres server, ProcessHandle process) {
    this.server = server;
    this.process = process;
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
      return new Postgres(server, serverProcess(data));
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
    execute(USER, "create database " + name);
  }

  /** Runs one statement without result. */
  void execute(String database, String sql) {
    try (Connection connection = connect(database);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException failure) {
      throw failed(database, failure);
    }
  }

  /** Runs one statement once for each key, which is its only parameter. */
  void executeForEach(String database, String sql, List<String> keys) {
    try (Connection connection = connect(database);
        PreparedStatement statement = connection.prepareStatement(sql)) {
      for (String key : keys) {
        statement.setString(1, key);
        statement.addBatch();
      }
      statement.executeBatch();
    } catch (SQLException failure) {
      throw failed(database, failure);
    }
  }

  /** Reads all rows of a query. */
  <T> List<T> query(String database, String sql, Row<T> row) {
    try (Connection connection = connect(database);
        Statement statement = connection.createStatement();
        ResultSet results = statement.executeQuery(sql)) {
      List<T> rows = new ArrayList<>();
      while (results.next()) {
        rows.add(row.read(results));
      }
      return rows;
    } catch (SQLException failure) {
      throw failed(database, failure);
    }
  }

  /** Whether a statement in this database waits for a lock. */
  boolean somebodyWaitsForALock(String database) {
    return query(
            database,
            "select count(*) from pg_stat_activity"
                + " where datname = current_database() and wait_event_type = 'Lock'",
            results -> results.getLong(1))
        .stream()
        .anyMatch(count -> count > 0);
  }

  @Override
  public void close() throws IOException {
    server.close();
  }

  private Connection connect(String database) throws SQLException {
    return server.getDatabase(USER, database).getConnection();
  }

  private static LabException failed(String database, SQLException failure) {
    return new LabException("database " + database + ": " + failure.getMessage(), failure);
  }

  /**
   * Reads the present row.
   *
   * @param <T> what it is read as
   */
  @FunctionalInterface
  interface Row<T> {
    T read(ResultSet results) throws SQLException;
  }
}
