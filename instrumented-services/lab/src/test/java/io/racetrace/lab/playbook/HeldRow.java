package io.racetrace.lab.playbook;

import static org.assertj.core.api.Assertions.assertThat;

import io.racetrace.lab.stage.Databases;
import io.racetrace.lab.stage.Lab;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** A row of an account that somebody holds for too long, and that somebody else waits for. */
final class HeldRow implements AutoCloseable {
  private final Connection holder;
  private final Connection waiting;
  private final CompletableFuture<Void> wait;

  private HeldRow(Connection holder, Connection waiting, CompletableFuture<Void> wait) {
    this.holder = holder;
    this.waiting = waiting;
    this.wait = wait;
  }

  static HeldRow of(Lab lab, String database, String account) throws SQLException {
    String sql =
        "SELECT balance FROM loyalty_account WHERE account_id = '" + account + "' FOR UPDATE";
    Connection holder = connect(lab.databases(), database);
    Connection waiting = connect(lab.databases(), database);
    execute(holder, sql);
    CompletableFuture<Void> wait =
        CompletableFuture.runAsync(
            () -> {
              try {
                execute(waiting, sql);
              } catch (SQLException failure) {
                throw new IllegalStateException(failure);
              }
            });
    lab.await(
        "somebody waited for the row",
        Duration.ofSeconds(15),
        () -> lab.databases().somebodyWaitsForALock(database));
    return new HeldRow(holder, waiting, wait);
  }

  private static Connection connect(Databases server, String database) throws SQLException {
    Connection connection =
        DriverManager.getConnection(
            server.urlTemplate().replace("{database}", database), server.user(), server.password());
    connection.setAutoCommit(false);
    return connection;
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Something that is done while the one holds and the other waits. */
  interface Meanwhile {
    String look() throws IOException, InterruptedException;
  }

  String during(Meanwhile meanwhile) throws IOException, InterruptedException {
    assertThat(wait).isNotDone();
    return meanwhile.look();
  }

  @Override
  public void close() throws SQLException {
    holder.close();
    wait.join();
    waiting.close();
  }
}
