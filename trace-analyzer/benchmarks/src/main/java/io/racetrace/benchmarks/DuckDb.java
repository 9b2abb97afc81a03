package io.racetrace.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;

/**
 * The baseline: what SQL makes of a file with spans, in DuckDB with its own defaults, which are all
 * cores and most of the memory.
 */
public final class DuckDb {

  private DuckDb() {}

  /** The argument: a file with spans. Prints what each step took and how many rows came of it. */
  public static void main(String[] arguments) throws SQLException, IOException {
    String script = script().replace("$FILE", arguments[0].replace("'", "''"));
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      for (String step : script.split("(?m)^-- (?=\\w+: )", -1)) {
        int colon = step.indexOf(':');
        String sql = step.substring(step.indexOf('\n') + 1).strip();
        if (step.startsWith("--") || colon < 0 || sql.isEmpty()) {
          continue;
        }
        long start = System.nanoTime();
        long rows = rows(statement, sql);
        System.out.printf(
            Locale.ROOT,
            "%-10s %7.2f s %,14d rows%n",
            step.substring(0, colon),
            (System.nanoTime() - start) / 1e9,
            rows);
      }
    }
  }

  /** Runs a step to its end, and reads all that it answers. */
  private static long rows(Statement statement, String sql) throws SQLException {
    if (!statement.execute(sql)) {
      return statement.getLargeUpdateCount();
    }
    long rows = 0;
    try (ResultSet result = statement.getResultSet()) {
      while (result.next()) {
        rows++;
      }
    }
    return rows;
  }

  private static String script() throws IOException {
    try (InputStream in = DuckDb.class.getResourceAsStream("baseline.sql")) {
      if (in == null) {
        throw new IOException("baseline.sql is not on the class path");
      }
      return new String(in.readAllBytes(), UTF_8);
    }
  }
}
