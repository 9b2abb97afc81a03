package io.racetrace.emitters;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactories;
import io.r2dbc.spi.ConnectionFactoryOptions;
import io.r2dbc.spi.Statement;
import java.sql.SQLException;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Statements with {@code $1} over R2DBC. */
final class R2dbcStatements implements Emitter {

  private final Connection connection;

  R2dbcStatements(Stores stores) throws SQLException {
    stores.placeOrders();
    connection =
        done(
            Mono.from(
                ConnectionFactories.get(
                        ConnectionFactoryOptions.builder()
                            .option(ConnectionFactoryOptions.DRIVER, "postgresql")
                            .option(ConnectionFactoryOptions.HOST, "localhost")
                            .option(ConnectionFactoryOptions.PORT, stores.port("postgres"))
                            .option(ConnectionFactoryOptions.DATABASE, "shop")
                            .option(ConnectionFactoryOptions.USER, Stores.USER)
                            .option(ConnectionFactoryOptions.PASSWORD, Stores.PASSWORD)
                            .build())
                    .create()));
  }

  @Override
  public void tell() {
    execute("select total from orders where id = $1", 17L);
    Mono.from(connection.beginTransaction()).block();
    execute("update orders set total = $1 where id = $2", 42L, 17L);
    Mono.from(connection.commitTransaction()).block();
    execute("select total from orders where id = $1", 18L);
    execute("insert into orders (id, customer, total) values ($1, $2, $3)", 19L, "cec", 3L);
    execute("delete from orders where id = $1", 20L);
  }

  private void execute(String sql, Object... values) {
    Statement statement = connection.createStatement(sql);
    for (int i = 0; i < values.length; i++) {
      statement.bind(i, values[i]);
    }
    Flux.from(statement.execute()).flatMap(result -> result.getRowsUpdated()).blockLast();
  }

  private static <T> T done(Mono<T> mono) {
    T value = mono.block();
    if (value == null) {
      throw new IllegalStateException("no connection");
    }
    return value;
  }

  @Override
  public void close() {
    Mono.from(connection.close()).block();
  }
}
