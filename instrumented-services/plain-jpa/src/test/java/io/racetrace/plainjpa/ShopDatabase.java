package io.racetrace.plainjpa;

import static org.awaitility.Awaitility.await;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/** A real PostgreSQL, and the means to make two transactions overlap from outside. */
final class ShopDatabase implements AutoCloseable {

  private final EmbeddedPostgres server;

  private ShopDatabase(EmbeddedPostgres server) {
    this.server = server;
  }

  static ShopDatabase start(Path folder) throws IOException {
    return new ShopDatabase(
        EmbeddedPostgres.builder()
            .setOverrideWorkingDirectory(folder.toFile())
            .setDataDirectory(folder.resolve("data"))
            .setPGStartupWait(Duration.ofSeconds(30))
            .setServerConfig("listen_addresses", "127.0.0.1")
            .setServerConfig("shared_buffers", "8MB")
            .setServerConfig("fsync", "off")
            .setServerConfig("io_method", "sync")
            .start());
  }

  String url() {
    return server.getJdbcUrl("postgres", "postgres");
  }

  /**
   * Holds a row while the work starts, until that many transactions wait to write it: they have all
   * read it by then, and none has written.
   */
  void whileLocked(String table, String condition, int waiting, Runnable work) throws SQLException {
    try (Connection connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("select 1 from " + table + " where " + condition + " for update");
      work.run();
      await().atMost(Duration.ofMinutes(1)).until(() -> waiting() >= waiting);
      connection.rollback();
    }
  }

  private long waiting() throws SQLException {
    return number("select count(*) from pg_stat_activity where wait_event_type = 'Lock'");
  }

  /** The one number that a query gives. */
  long number(String query) throws SQLException {
    try (Connection connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(query)) {
      result.next();
      return result.getLong(1);
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
