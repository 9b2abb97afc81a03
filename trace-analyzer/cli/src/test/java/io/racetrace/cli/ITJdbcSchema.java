package io.racetrace.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.Driver;

class ITJdbcSchema {

  @TempDir static Path folder;
  private static EmbeddedPostgres postgres;
  private static Path driver;

  @BeforeAll
  static void start() throws IOException, SQLException, URISyntaxException {
    postgres = EmbeddedPostgres.start();
    driver = Path.of(Driver.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    try (Connection connection = postgres.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      for (String sql :
          List.of(
              "create schema shop",
              "create table shop.order_line (line_no int, order_id int, primary key (order_id,"
                  + " line_no))",
              "create table book (isbn text primary key, title text)",
              "create table \"Log\" (\"What\" text)",
              "create table part (at date, id int, primary key (at, id)) partition by range (at)",
              "create table customer (id int primary key, email text unique, nick text, name text)",
              "create unique index on customer (nick) where name is not null",
              "create unique index on customer (lower(name))",
              "create view shown as select * from book",
              "create role reader login password 's3cret'",
              "grant usage on schema shop to reader")) {
        statement.execute(sql);
      }
    }
  }

  @AfterAll
  static void stop() throws IOException {
    postgres.close();
  }

  @Test
  void reads_the_keys_of_all_tables_with_a_driver_out_of_a_jar() throws IOException {
    assertThat(keys("postgres", null, url()))
        .isEqualTo(
            Map.of(
                "shop.order_line", columns("order_id", "line_no"),
                "public.book", columns("isbn"),
                "public.Log", columns(),
                "public.customer", columns("id"),
                "public.part", columns("at", "id")));
  }

  @Test
  void constraints_count_that_let_no_second_row_in() throws IOException {
    Set<SortedSet<String>> uniques =
        new JdbcSchema(List.of(driver), "postgres", null)
            .schema(url())
            .uniques()
            .getOrDefault("public.customer", Set.of());

    assertThat(uniques).contains(columns("email")).doesNotContain(columns("nick"), columns("name"));
  }

  @Test
  void a_user_who_may_only_look_is_enough_and_the_password_comes_out_of_a_file()
      throws IOException {
    Path password = Files.writeString(folder.resolve("password"), "s3cret\n");
    Path spans = Files.writeString(folder.resolve("spans.jsonl"), SpanFile.clean());

    Run run =
        Run.of(
            "analyze",
            spans.toString(),
            "--schema",
            url(),
            "--schema-driver",
            driver.toString(),
            "--schema-user",
            "reader",
            "--schema-password-file",
            password.toString());

    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
  }

  @Test
  void what_the_database_refuses_is_told_without_the_password() {
    String url = url().replace("/postgres", "/no_such_database");

    assertThatThrownBy(() -> keys("reader", "s3cret", url))
        .isInstanceOf(IOException.class)
        .hasNoCause()
        .hasMessageContaining("no_such_database")
        .hasMessageNotContaining("s3cret");
  }

  private static Map<String, SortedSet<String>> keys(
      String user, @Nullable String password, String url) throws IOException {
    return new JdbcSchema(List.of(driver), user, password).keys(url);
  }

  private static String url() {
    return "jdbc:postgresql://localhost:" + postgres.getPort() + "/postgres";
  }

  private static SortedSet<String> columns(String... names) {
    return new TreeSet<>(List.of(names));
  }
}
