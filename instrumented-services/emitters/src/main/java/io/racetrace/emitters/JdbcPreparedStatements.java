package io.racetrace.emitters;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** {@link PreparedStatement}s with placeholders. */
final class JdbcPreparedStatements implements Emitter {

  private final Connection connection;

  JdbcPreparedStatements(Stores stores) throws SQLException {
    stores.placeOrders();
    connection = stores.connect();
  }

  @Override
  public void tell() throws SQLException {
    JdbcStory.tell(connection);
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
