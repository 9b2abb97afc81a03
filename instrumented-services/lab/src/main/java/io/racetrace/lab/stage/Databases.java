package io.racetrace.lab.stage;

import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * The databases of a PostgreSQL server.
 *
 * @param urlTemplate a JDBC URL with {@code {database}} where the name goes
 */
public record Databases(String urlTemplate, String user, String password) {
  /** There on every server. */
  private static final String MAINTENANCE = "postgres";

  /**
   * The databases of a server that runs already.
   *
   * @param url like {@code postgresql://user:password@host:5432}; user and password are postgres
   *     where it names none
   * @throws IllegalArgumentException where it is no such URL
   */
  public static Databases at(String url) {
    URI server = URI.create(url.startsWith("jdbc:") ? url.substring(5) : url);
    boolean isPostgres =
        "postgresql".equals(server.getScheme()) || "postgres".equals(server.getScheme());
    if (!isPostgres || server.getHost() == null) {
      throw new IllegalArgumentException("it must be like postgresql://user:password@host:5432");
    }
    String[] login =
        (server.getUserInfo() == null ? "postgres:postgres" : server.getUserInfo()).split(":", 2);
    int port = server.getPort() < 0 ? 5432 : server.getPort();
    return new Databases(
        "jdbc:postgresql://" + server.getHost() + ":" + port + "/{database}",
        login[0],
        login.length > 1 ? login[1] : "");
  }

  /** Creates a database, where it is not there yet. */
  public void create(String name) {
    boolean isThere =
        !query(
                MAINTENANCE,
                "select 1 from pg_database where datname = '" + name + "'",
                row -> row.getInt(1))
            .isEmpty();
    if (!isThere) {
      execute(MAINTENANCE, "create database " + name);
    }
  }

  /** Runs one statement without result. */
  public void execute(String database, String sql) {
    try (Connection connection = connect(database);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException failure) {
      throw failed(database, failure);
    }
  }

  /** Runs one statement once for each key, which is its only parameter. */
  public void executeForEach(String database, String sql, List<String> keys) {
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
  public <T> List<T> query(String database, String sql, Row<T> row) {
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
  public boolean somebodyWaitsForALock(String database) {
    return query(
            database,
            "select count(*) from pg_stat_activity"
                + " where datname = current_database() and wait_event_type = 'Lock'",
            results -> results.getLong(1))
        .stream()
        .anyMatch(count -> count > 0);
  }

  private Connection connect(String database) throws SQLException {
    return DriverManager.getConnection(urlTemplate.replace("{database}", database), user, password);
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
  public interface Row<T> {
    T read(ResultSet results) throws SQLException;
  }
}
