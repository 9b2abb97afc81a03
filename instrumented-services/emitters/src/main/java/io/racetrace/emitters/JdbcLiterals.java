package io.racetrace.emitters;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** {@link Statement}s with the values in their text. */
final class JdbcLiterals implements Emitter {

  private final Connection connection;

  JdbcLiterals(Stores stores) throws SQLException {
    stores.placeOrders();
    connection = stores.connect();
  }

  @Override
  public void tell() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.executeQuery("select total from orders where id = 17").close();
      connection.setAutoCommit(false);
      statement.executeUpdate("update orders set total = 42 where id = 17");
      connection.commit();
      connection.setAutoCommit(true);
      statement.executeQuery("select total from orders where id = 18").close();
      statement.executeUpdate("insert into orders (id, customer, total) values (19, 'cec', 3)");
      statement.executeUpdate("delete from orders where id = 20");
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
