package io.racetrace.emitters;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** {@code executeBatch}: orders 17 and 18 change, 19 and 21 are inserted. */
final class JdbcBatches implements Emitter {

  private final Connection connection;

  JdbcBatches(Stores stores) throws SQLException {
    stores.placeOrders();
    connection = stores.connect();
  }

  @Override
  public void tell() throws SQLException {
    connection.setAutoCommit(false);
    try (PreparedStatement update =
        connection.prepareStatement("update orders set total = ? where id = ?")) {
      for (long id = 17; id <= 18; id++) {
        update.setLong(1, 42);
        update.setLong(2, id);
        update.addBatch();
      }
      update.executeBatch();
    }
    connection.commit();
    connection.setAutoCommit(true);
    try (PreparedStatement insert =
        connection.prepareStatement("insert into orders (id, customer, total) values (?, ?, ?)")) {
      for (long id = 19; id <= 21; id += 2) {
        insert.setLong(1, id);
        insert.setString(2, "cec");
        insert.setLong(3, 3);
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
