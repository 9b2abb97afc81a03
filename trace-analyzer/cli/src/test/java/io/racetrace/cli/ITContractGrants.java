package io.racetrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.Driver;

/** Declared, granted and observed, on a real PostgreSQL. */
class ITContractGrants {

  private static EmbeddedPostgres postgres;
  private static Path driver;

  @TempDir Path folder;

  @BeforeAll
  static void start() throws IOException, SQLException, URISyntaxException {
    postgres = EmbeddedPostgres.start();
    driver = Path.of(Driver.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    execute(
        "create role order_service login",
        "create role orders_rw",
        "create role order_job login in role orders_rw",
        "create role reporting login",
        "create role auditor login password 's3cret'",
        "create role \"we\"\"ird; DROP\" login");
  }

  @AfterAll
  static void stop() throws IOException {
    postgres.close();
  }

  @BeforeEach
  void a_table_that_only_its_service_may_write() throws SQLException {
    execute(
        "drop table if exists orders",
        "create table orders (id int primary key, status text)",
        "grant select, insert, update, delete on orders to order_service");
  }

  @Test
  void all_agree_where_the_service_alone_may_write_and_does() throws IOException {
    Run run = verify(contract("order-service"), "--report", report("order-service"));

    assertThat(run.out())
        .contains("declared  order_service  (called like the services")
        .contains("granted   order_service DELETE, INSERT, UPDATE")
        .contains("observed  order-service")
        .contains("declared, granted and observed agree")
        .contains("note      superusers may do anything: postgres");
    assertThat(run.exitCode()).as(run.err()).isZero();
  }

  @Test
  void whoever_may_write_and_is_not_declared_is_named_with_what_takes_it_away()
      throws IOException, SQLException {
    execute(
        "grant update (status) on orders to reporting",
        "grant insert on orders to public",
        "grant delete on orders to orders_rw",
        "grant update on orders to \"we\"\"ird; DROP\"");
    Run run = verify(contract("order-service"));

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(mismatches(run))
        .containsExactly(
            "PUBLIC may INSERT, and is not declared: REVOKE INSERT ON \"public\".\"orders\" FROM"
                + " PUBLIC; or declare it",
            "orders_rw (with order_job) may DELETE, and is not declared: REVOKE DELETE ON"
                + " \"public\".\"orders\" FROM \"orders_rw\"; or declare it",
            "reporting may UPDATE (\"status\"), and is not declared: REVOKE UPDATE (\"status\") ON"
                + " \"public\".\"orders\" FROM \"reporting\"; or declare it",
            "we\"ird; DROP may UPDATE, and is not declared: REVOKE UPDATE ON"
                + " \"public\".\"orders\" FROM \"we\"\"ird; DROP\"; or declare it");

    // What it says to do is what puts it right.
    for (String mismatch : mismatches(run)) {
      execute(mismatch.replaceFirst(".*declared: (REVOKE.*); or declare it", "$1"));
    }
    assertThat(verify(contract("order-service")).exitCode()).isZero();
  }

  @Test
  void whoever_is_declared_and_may_not_write_is_named() throws IOException, SQLException {
    execute("revoke all on orders from order_service");
    Run run = verify(contract("order-service"));

    assertThat(mismatches(run))
        .containsExactly(
            "order-service is declared to write, and may not: GRANT INSERT, UPDATE, DELETE ON"
                + " \"public\".\"orders\" TO \"order-service\"; or take it out of the contract");
    assertThat(run.out()).contains("granted   nobody");
  }

  @Test
  void a_declared_role_covers_its_members_and_whoever_can_change_everything_is_told()
      throws IOException, SQLException {
    execute("revoke all on orders from order_service", "grant update on orders to orders_rw");
    Path contract = contract("order-service");
    Files.writeString(
        contract, Files.readString(contract) + "roles:\n  - {role: orders_rw, access: write}\n");
    assertThat(verify(contract).exitCode()).isZero();

    execute("grant pg_write_all_data to reporting");
    try {
      assertThat(mismatches(verify(contract)))
          .containsExactly(
              "reporting may change every table, and is not declared: REVOKE pg_write_all_data"
                  + " FROM \"reporting\"; or declare it");
    } finally {
      execute("revoke pg_write_all_data from reporting");
    }
  }

  @Test
  void whoever_was_observed_and_is_not_declared_is_named() throws IOException {
    Run run =
        verify(contract("order-service"), "--report", report("order-service", "referral-service"));

    assertThat(mismatches(run))
        .containsExactly(
            "referral-service was observed to write, and is not declared: it has to stop, or add"
                + " it to singleWriter or writeExceptions");
  }

  @Test
  void whoever_was_observed_without_telling_the_row_is_named() throws IOException {
    Run run =
        verify(
            contract("order-service"),
            "--report",
            report(List.of("order-service"), row("billing", "orders", 1, 0, 0)));

    assertThat(run.out()).contains("observed  billing, order-service");
    assertThat(mismatches(run))
        .containsExactly(
            "billing was observed to write, in writes that do not tell their row, and is not"
                + " declared: it has to stop, or add it to singleWriter or writeExceptions");
    assertThat(run.exitCode()).isEqualTo(1);
  }

  @Test
  void whoever_only_inserts_without_telling_the_row_is_observed() throws IOException {
    List<String> owner = List.of("order-service");
    String all =
        report(owner, row("order-service", "orders", 1, 1, 0), row("billing", "orders", 0, 0, 1));
    assertThat(mismatches(verify(contract("order-service"), "--report", all)))
        .singleElement()
        .asString()
        .startsWith("billing was observed to write, in writes that do not tell their row,");

    String others =
        report(owner, row("billing", "orders", 2, 2, 0), row("billing", "orders_old", 1, 0, 1));
    assertThat(verify(contract("order-service"), "--report", others).exitCode()).isZero();
  }

  @Test
  void whoever_writes_tables_that_nobody_can_name_keeps_them_from_agreeing() throws IOException {
    Run run =
        verify(
            contract("order-service"),
            "--report",
            report(List.of("order-service"), row("billing", "unknown", 1, 0, 0)));

    assertThat(mismatches(run)).isEmpty();
    assertThat(run.out())
        .contains("note      billing wrote tables that no span names; this may be one of them")
        .doesNotContain("agree, tables");
    assertThat(run.exitCode()).isEqualTo(3);
  }

  @Test
  void a_report_that_does_not_tell_of_writes_without_a_key_is_not_enough() throws IOException {
    Path report =
        Path.of(report(List.of("order-service"), row("order-service", "orders", 1, 1, 0)));
    String whole = Files.readString(report);

    for (String missing : List.of("rows", "coverage", "insertsWithoutKey")) {
      Files.writeString(report, whole.replace("\"" + missing + "\"", "\"other\""));
      Run run = verify(contract("order-service"), "--report", report.toString());
      assertThat(run.err()).contains("report.json does not tell who writes what");
      assertThat(run.exitCode()).isEqualTo(2);
    }
  }

  @Test
  void a_table_that_is_not_there_is_a_mismatch_and_a_database_that_no_contract_names_an_error()
      throws IOException, SQLException {
    execute("drop table orders");
    assertThat(mismatches(verify(contract("order-service"))))
        .containsExactly(
            "there is no table \"public\".\"orders\": correct its name or its server's schema");

    Path contract = contract("order-service");
    Files.writeString(
        contract, Files.readString(contract).replace("database: postgres", "database: stock"));
    Run other = verify(contract);
    assertThat(other.exitCode()).isEqualTo(2);
    assertThat(other.err()).contains("no contract has a table of this database");
  }

  @Test
  void one_who_may_only_look_is_enough_and_a_wrong_password_is_told_and_not_shown()
      throws IOException {
    Path right = Files.writeString(folder.resolve("right"), "s3cret\n");
    assertThat(
            Run.of(
                    "contract",
                    "verify-grants",
                    "--contract",
                    contract("order-service").toString(),
                    "--database",
                    url(),
                    "--database-driver",
                    driver.toString(),
                    "--database-user",
                    "auditor",
                    "--database-password-file",
                    right.toString())
                .exitCode())
        .isZero();

    Run wrong =
        Run.of(
            "contract",
            "verify-grants",
            "--contract",
            contract("order-service").toString(),
            "--database",
            "jdbc:postgresql://localhost:1/postgres?user=auditor&password=s3cret",
            "--database-driver",
            driver.toString());
    assertThat(wrong.exitCode()).isEqualTo(2);
    assertThat(wrong.err()).contains("--database jdbc:postgresql").doesNotContain("s3cret", "\tat");
  }

  private Run verify(Path contract, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "contract",
                "verify-grants",
                "--contract",
                contract.toString(),
                "--database",
                url(),
                "--database-driver",
                driver.toString(),
                "--database-user",
                "postgres"));
    arguments.addAll(Arrays.asList(more));
    return Run.of(arguments.toArray(String[]::new));
  }

  private static List<String> mismatches(Run run) {
    assertThat(run.err()).isEmpty();
    return run.out()
        .lines()
        .filter(line -> line.startsWith("MISMATCH  "))
        .map(line -> line.substring("MISMATCH  ".length()))
        .toList();
  }

  private Path contract(String owner) throws IOException {
    return Files.writeString(
        folder.resolve("orders.yaml"),
        """
        apiVersion: v3.1.0
        kind: DataContract
        id: orders
        version: 1.0.0
        status: active
        servers:
          - {server: db, type: postgres, host: db, port: 5432, database: postgres, schema: public}
        schema:
          - name: orders
            physicalName: orders
            customProperties:
              - {property: singleWriter, value: %s}
        """
            .formatted(owner));
  }

  /** A report as it would be of those who write the table. */
  private String report(String... services) throws IOException {
    return report(List.of(services));
  }

  /** What a report says of a service's writes of a table, whether their row is told or not. */
  private static String row(String service, String table, int writes, int withKey, int inserts) {
    return """
    {"service": "%s", "recordType": "postgresql/postgres/%s", "keyColumns": null, "writes": %d,
     "writesWithKey": %d, "writesWithUnit": 0, "writesWithOutcome": 0, "writesInWholeTraces": 0,
     "reads": 0, "readsWithKey": 0, "insertsWithoutKey": %d}
    """
        .formatted(service, table, writes, withKey, inserts);
  }

  private String report(List<String> services, String... coverage) throws IOException {
    StringBuilder writers = new StringBuilder();
    for (String service : services) {
      writers
          .append(writers.length() == 0 ? "" : ",")
          .append(
              """
              {"recordType": "postgresql/postgres/orders", "service": "%s", "entryPoint": "POST",
               "path": "request", "operation": "update", "columns": [], "guards": [],
               "statement": "", "count": 1, "firstSeen": "2026-01-01T00:00:00Z",
               "lastSeen": "2026-01-01T00:00:00Z"}
              """
                  .formatted(service));
    }
    return Files.writeString(
            folder.resolve("report.json"),
            "{\"schema\": \"racetrace-report/1\", \"verdict\": \"CLEAN\", \"findings\": [],"
                + " \"writers\": ["
                + writers
                + "], \"coverage\": {\"rows\": ["
                + String.join(",", coverage)
                + "]}}")
        .toString();
  }

  private static String url() {
    return "jdbc:postgresql://localhost:" + postgres.getPort() + "/postgres";
  }

  private static void execute(String... all) throws SQLException {
    try (Connection connection = postgres.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      for (String sql : all) {
        statement.execute(sql);
      }
    }
  }
}
