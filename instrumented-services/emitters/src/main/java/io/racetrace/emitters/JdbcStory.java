package io.racetrace.emitters;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** The story on a connection of any kind. */
final class JdbcStory {

  private JdbcStory() {}

  static void tell(Connection connection) throws SQLException {
    read(connection, 17);
    connection.setAutoCommit(false);
    try (PreparedStatement update =
        connection.prepareStatement("update orders set total = ? where id = ?")) {
      update.setLong(1, 42);
      update.setLong(2, 17);
      update.executeUpdate();
    }
    connection.commit();
    connection.setAutoCommit(true);
    read(connection, 18);
    try (PreparedStatement insert =
        connection.prepareStatement("insert into orders (id, customer, total) values (?, ?, ?)")) {
      insert.setLong(1, 19);
      insert.setString(2, "cec");
      insert.setLong(3, 3);
      insert.executeUpdate();
    }
    try (PreparedStatement delete =
        connection.prepareStatement("delete from orders where id = ?")) {
      delete.setLong(1, 20);
      delete.executeUpdate();
    }
  }

  private static void read(Connection connection, long id) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement("select total from orders where id = ?")) {
      select.setLong(1, id);
      try (ResultSet found = select.executeQuery()) {
        found.next();
      }
    }
  }
}
