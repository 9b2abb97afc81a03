package io.racetrace.emitters;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Where the stores listen, all on this machine, and who shall use them.
 *
 * @param ports by the name of the store
 */
record Stores(Map<String, Integer> ports, List<String> emitters) {

  static final String USER = "postgres";
  static final String PASSWORD = "postgres";

  static Stores of(String[] args) {
    Map<String, Integer> ports = new HashMap<>();
    List<String> emitters = new ArrayList<>();
    for (String arg : args) {
      int equals = arg.indexOf('=');
      if (equals < 0) {
        emitters.add(arg);
      } else {
        ports.put(arg.substring(0, equals), Integer.valueOf(arg.substring(equals + 1)));
      }
    }
    return new Stores(ports, emitters);
  }

  int port(String store) {
    Integer port = ports.get(store);
    if (port == null) {
      throw new IllegalArgumentException("no port of " + store);
    }
    return port;
  }

  String redisUrl() {
    return "redis://localhost:" + port("redis");
  }

  String jdbcUrl() {
    return "jdbc:postgresql://localhost:" + port("postgres") + "/shop";
  }

  Connection connect() throws SQLException {
    return DriverManager.getConnection(jdbcUrl(), USER, PASSWORD);
  }

  /** Makes the table and the orders that are there before a story. */
  void placeOrders() throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute("drop table if exists orders");
      statement.execute(
          "create table orders (id bigint primary key, customer text not null, total bigint not"
              + " null)");
      statement.execute(
          "insert into orders (id, customer, total)"
              + " values (17, 'ann', 1), (18, 'bob', 2), (20, 'dan', 4)");
    }
  }
}
