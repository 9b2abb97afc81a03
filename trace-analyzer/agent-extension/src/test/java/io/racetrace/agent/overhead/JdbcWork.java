package io.racetrace.agent.overhead;

import java.lang.management.ManagementFactory;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Reads and edits rows as an ORM does; prints what one statement took, in nanoseconds. */
final class JdbcWork {

  private static final int ROWS = 1_000;
  private static final int EDITS_PER_ROUND = 5_000;
  private static final int ROUNDS = 9;
  private static final String SELECT =
      "select c1_0.id,c1_0.city,c1_0.email,c1_0.name,c1_0.note,c1_0.phone,c1_0.version"
          + " from customers c1_0 where c1_0.id=?";
  private static final String UPDATE =
      "update customers set city=?,email=?,name=?,note=?,phone=?,version=? where id=? and version=?";

  private JdbcWork() {}

  public static void main(String[] args) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:h2:mem:shop")) {
      fill(connection);
      List<Long> wall = new ArrayList<>();
      List<Long> cpu = new ArrayList<>();
      for (int round = 0; round < ROUNDS; round++) {
        long begin = System.nanoTime();
        long cpuBegin = cpuTime();
        edit(connection);
        // Each edit is a read, a write and a commit.
        wall.add((System.nanoTime() - begin) / EDITS_PER_ROUND);
        cpu.add((cpuTime() - cpuBegin) / EDITS_PER_ROUND);
      }
      // The first rounds are the compiler's.
      System.out.println("RESULT " + median(wall) + " " + median(cpu));
    }
  }

  private static long median(List<Long> rounds) {
    List<Long> warm = new ArrayList<>(rounds.subList(ROUNDS / 2, ROUNDS));
    Collections.sort(warm);
    return warm.get(warm.size() / 2);
  }

  private static long cpuTime() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  private static void fill(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "create table customers (id bigint primary key, city varchar(100), email varchar(100),"
              + " name varchar(100), note varchar(100), phone varchar(100), version integer)");
      statement.execute(
          "insert into customers select x, 'city', 'email', 'name', 'note', 'phone', 0"
              + " from system_range(0, "
              + (ROWS - 1)
              + ")");
    }
    connection.setAutoCommit(false);
  }

  private static void edit(Connection connection) throws SQLException {
    for (int i = 0; i < EDITS_PER_ROUND; i++) {
      long id = i % ROWS;
      int version = version(connection, id);
      try (PreparedStatement update = connection.prepareStatement(UPDATE)) {
        for (int column = 1; column <= 5; column++) {
          update.setString(column, "a value of " + column);
        }
        update.setInt(6, version + 1);
        update.setLong(7, id);
        update.setInt(8, version);
        update.executeUpdate();
      }
      connection.commit();
    }
  }

  private static int version(Connection connection, long id) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(SELECT)) {
      select.setLong(1, id);
      try (ResultSet result = select.executeQuery()) {
        result.next();
        return result.getInt(7);
      }
    }
  }
}
