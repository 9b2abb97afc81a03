package io.racetrace.anomalies;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The real PostgreSQL, and the eyes that look at it past all instrumentation. */
final class Database implements AutoCloseable {

  private final EmbeddedPostgres server;
  private final Connection connection;

  private Database(EmbeddedPostgres server) throws SQLException {
    this.server = server;
    connection = server.getPostgresDatabase().getConnection();
  }

  static Database start(Path folder) throws IOException, SQLException {
    return new Database(
        EmbeddedPostgres.builder()
            .setOverrideWorkingDirectory(folder.toFile())
            .setDataDirectory(folder.resolve("data"))
            .setPGStartupWait(Duration.ofSeconds(30))
            .setServerConfig("listen_addresses", "127.0.0.1")
            .setServerConfig("shared_buffers", "8MB")
            .setServerConfig("fsync", "off")
            .setServerConfig("autovacuum", "off")
            .setServerConfig("io_method", "sync")
            .setServerConfig("deadlock_timeout", "400ms")
            .start());
  }

  String url() {
    return server.getJdbcUrl("postgres", "postgres");
  }

  /** Makes the tables anew: whatever was in the database is gone. */
  void reset(List<String> statements) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("drop schema public cascade");
      statement.execute("create schema public");
      for (String each : statements) {
        statement.execute(each);
      }
    }
  }

  /** Every row of every table, in an order of their own. */
  String state() throws SQLException {
    StringBuilder state = new StringBuilder();
    try (Statement statement = connection.createStatement()) {
      List<String> names = new ArrayList<>();
      try (ResultSet found =
          statement.executeQuery(
              "select tablename from pg_tables where schemaname = 'public' order by 1")) {
        while (found.next()) {
          names.add(found.getString(1));
        }
      }
      for (String name : names) {
        try (ResultSet rows = statement.executeQuery("select * from " + name + " order by 1")) {
          state.append(state.length() == 0 ? "" : " ").append(name).append(Rows.text(rows));
        }
      }
    }
    return state.toString();
  }

  /** Whether the session waits until another one gives up a lock. */
  boolean isBlocked(int backend) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result =
            statement.executeQuery("select cardinality(pg_blocking_pids(" + backend + ")) > 0")) {
      result.next();
      return result.getBoolean(1);
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
