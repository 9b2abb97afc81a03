package com.example.points;

import io.racetrace.testing.TraceRecorder;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.Statement;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two services on one database. */
abstract class Points {

  @RegisterExtension static final TraceRecorder traces = TraceRecorder.inProcess();

  static EmbeddedPostgres postgres;
  static PointsService orders;
  static PointsService referrals;

  @BeforeAll
  static void start() throws Exception {
    postgres = EmbeddedPostgres.start();
    DataSource database = postgres.getPostgresDatabase();
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE account (id text PRIMARY KEY, balance int NOT NULL)");
      statement.execute("INSERT INTO account VALUES ('4711', 100)");
    }
    orders = new PointsService("order-service", traces.spanProcessor(), database);
    referrals = new PointsService("referral-service", traces.spanProcessor(), database);
  }

  @AfterAll
  static void stop() throws Exception {
    postgres.close();
  }
}
