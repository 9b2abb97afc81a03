package io.racetrace.lab;

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
record Databases(String urlTemplate, String user, String password) {

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
  interface Row<T> {
    T read(ResultSet results) throws SQLException;
  }
}
