package io.racetrace.cli.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Objects;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.jspecify.annotations.Nullable;

/** Hostile values go through a real PostgreSQL, and come out as they went in. */
class ITQuotedSql {

  private static final PageRecord EXAMPLE = new PageRecord("postgresql/shop/account", "example-42");

  private static @Nullable EmbeddedPostgres server;
  private static @Nullable Connection connection;

  @BeforeContainer
  static void start() throws IOException, SQLException {
    EmbeddedPostgres started = EmbeddedPostgres.start();
    server = started;
    connection = started.getPostgresDatabase().getConnection();
    connection().setAutoCommit(false);
  }

  @AfterContainer
  static void stop() throws IOException, SQLException {
    connection().close();
    Objects.requireNonNull(server).close();
  }

  private static Connection connection() {
    return Objects.requireNonNull(connection);
  }

  @Property(tries = 300)
  void a_real_database_gives_back_each_key(
      @ForAll("hostile") String value, @ForAll boolean standardStrings) throws SQLException {
    Assume.that(Quoted.isPossible(value));
    try (Statement statement = connection().createStatement()) {
      statement.execute("SET backslash_quote = on");
      statement.execute("SET standard_conforming_strings = " + (standardStrings ? "on" : "off"));
    }

    assertThat(answer("SELECT 'example-42'", EXAMPLE.type(), value)).isEqualTo(value);
    assertThat(answer("SELECT '' || x FROM (SELECT 'example-42') AS a (x)", EXAMPLE.type(), value))
        .isEqualTo(value);
  }

  @Property(tries = 150)
  void a_real_database_finds_each_table(@ForAll("hostile") String value) throws SQLException {
    Assume.that(Quoted.isPossible(value) && !value.contains(".") && value.length() < 15);
    Assume.that(!value.contains("/"));

    try (Statement statement = connection().createStatement()) {
      statement.execute(filled("CREATE TABLE account (id text)", "postgresql/shop/" + value, ""));
    }
    assertThat(
            answer(
                "SELECT table_name FROM information_schema.tables WHERE table_name = 'account'",
                "postgresql/shop/" + value,
                ""))
        .isEqualTo(value);
    connection().rollback();
  }

  @Provide
  Arbitrary<String> hostile() {
    return new QuotedTest().hostile();
  }

  private static String answer(String sql, String type, String key) throws SQLException {
    try (Statement statement = connection().createStatement();
        ResultSet rows = statement.executeQuery(filled(sql, type, key))) {
      assertThat(rows.next()).isTrue();
      return rows.getString(1);
    }
  }

  private static String filled(String sql, String type, String key) {
    String page = "```sql\n" + sql + "\n```\n";
    String filled = FilledPage.of(page, EXAMPLE, new PageRecord(type, key), List.of()).text();
    return filled.substring(7, filled.length() - 5);
  }
}
