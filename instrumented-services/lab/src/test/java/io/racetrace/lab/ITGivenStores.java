package io.racetrace.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.racetrace.lab.stage.FreePorts;
import io.racetrace.sources.CollectedSpans;
import io.racetrace.sources.RealCollector;
import io.racetrace.sources.file.FileSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import redis.embedded.RedisServer;

/** A run on stores that somebody else started, with spans and metrics for a real Collector. */
@Tag("once")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ITGivenStores {
  private static final String SECRET = "hush";

  @TempDir private static Path directory = Path.of("");

  private int redisPort;
  private @Nullable EmbeddedPostgres postgres;
  private @Nullable RedisServer redis;

  @BeforeAll
  void start() throws IOException, SQLException {
    Path data = directory.resolve("data");
    postgres =
        EmbeddedPostgres.builder()
            .setDataDirectory(data)
            .setServerConfig("fsync", "off")
            .setServerConfig("max_connections", "60")
            .start();
    // As it is made there, whoever comes is let in.
    Files.writeString(
        data.resolve("pg_hba.conf"),
        "host all postgres all trust\nhost all all all scram-sha-256\n");
    sql("select pg_reload_conf()");
    sql("create role maker login createdb password 'a:b@" + SECRET + "'");
    sql("create role guest login password '" + SECRET + "'");
    redisPort = FreePorts.find(1).get(0);
    redis =
        RedisServer.newRedisServer()
            .port(redisPort)
            .bind("127.0.0.1")
            .setting("save \"\"")
            .setting("requirepass " + SECRET)
            .build();
    redis.start();
  }

  @AfterAll
  void stop() throws IOException {
    if (redis != null) {
      redis.stop();
    }
    if (postgres != null) {
      postgres.close();
    }
  }

  @Test
  void given_stores_are_used_and_left_running_and_a_collector_gets_spans_and_metrics()
      throws IOException, InterruptedException, SQLException {
    Path folder = Files.createDirectories(directory.resolve("collector"));
    Path metrics = folder.resolve("metrics.jsonl");
    LabProcess lab;
    CollectedSpans collected;
    try (RealCollector collector =
        RealCollector.start("compose.yaml", text -> intoFiles(text, metrics), folder, Map.of())) {
      lab =
          run(
              "used",
              "version-across-services",
              "redis-outage",
              "lock-misuse",
              "--form=version-checked",
              "--form=degraded",
              "--form=renewed-lease",
              "--load=40",
              "--records=40",
              "--postgres=" + postgres("maker", "a%3Ab%40" + SECRET),
              "--redis=" + redis(SECRET),
              "--otlp=" + collector.http);

      assertThat(lab.awaitEnd()).as(lab.stderr() + lab.stdout()).isZero();
      collector.stop();
      collected = CollectedSpans.read(FileSource.of(collector.spans));
    }

    CollectedSpans own = CollectedSpans.read(FileSource.of(lab.out().resolve("spans.jsonl")));
    assertThat(collected.spans).hasSameSizeAs(own.spans).hasSizeGreaterThan(100);
    assertThat(Files.readString(metrics))
        .contains("\"racetrace.conflicts\"", "\"unit\":\"{conflict}\"")
        .contains("\"racetrace.retries\"", "\"racetrace.give_ups\"", "\"racetrace.lock.waits\"")
        .contains("\"racetrace.lock.wait.duration\"", "\"unit\":\"s\"");
    assertThat(lab.stderr())
        .contains("databases loyalty_version_checked, health_outage_degraded, health_lock_renewed")
        .contains("keys are left that begin with health:")
        .doesNotContain(SECRET);
    assertThat(sql("select datname from pg_database"))
        .contains("loyalty_version_checked", "health_outage_degraded");
    assertThat(pong()).contains("PONG");
  }

  @ParameterizedTest
  @CsvSource({
    "--postgres, postgresql://me:hush@127.0.0.1:PORT, does not let me in, leave --postgres out",
    "--redis, redis://:hush@127.0.0.1:PORT, does not answer, leave --redis out",
    "--otlp, http://127.0.0.1:PORT, does not answer, OTLP/HTTP",
  })
  void where_nobody_answers_the_url_is_named_and_what_to_do(
      String option, String url, String what, String next)
      throws IOException, InterruptedException {
    int closed = FreePorts.find(1).get(0);
    LabProcess lab = run("refused", "payments", option + "=" + url.replace("PORT", "" + closed));

    refused(lab, "127.0.0.1:" + closed, what, next);
  }

  @Test
  void a_wrong_password_is_told_without_the_right_one() throws IOException, InterruptedException {
    refused(
        run("password", "payments", "--postgres=" + postgres("maker", "no" + SECRET)),
        "postgresql://maker@",
        "password authentication failed");
    refused(
        run("password", "payments", "--redis=" + redis("no" + SECRET)),
        "redis://***@127.0.0.1:" + redisPort,
        "WRONGPASS",
        "password");
  }

  @Test
  void who_may_not_create_databases_is_told_which_are_missing()
      throws IOException, InterruptedException {
    refused(
        run("rights", "sign-ups", "--postgres=" + postgres("guest", SECRET)),
        "guest may not create databases",
        "ALTER ROLE guest CREATEDB",
        "checkout_sign_ups_racy, checkout_unique_constraint");
  }

  @Test
  void who_may_not_use_a_database_that_is_there_is_told_which()
      throws IOException, InterruptedException, SQLException {
    sql("create database checkout_payments_racy");
    refused(
        run("tables", "payments", "--postgres=" + postgres("guest", SECRET)),
        "guest may not create tables in database checkout_payments_racy");
  }

  @Test
  void what_is_no_url_is_a_usage_error() throws IOException, InterruptedException {
    for (String option : List.of("--postgres", "--redis", "--otlp")) {
      LabProcess lab = run("usage", "payments", option + "=local host:" + SECRET);

      assertThat(lab.awaitEnd()).isEqualTo(2);
      assertThat(lab.stderr()).contains(option + ": it must be like").doesNotContain("\tat ");
    }
  }

  private static void refused(LabProcess lab, String... told)
      throws IOException, InterruptedException {
    assertThat(lab.awaitEnd()).as(lab.stderr()).isEqualTo(2);
    assertThat(lab.stderr()).contains(told).doesNotContain("\tat ").doesNotContain(SECRET);
    assertThat(lab.leftovers()).isEmpty();
  }

  /** The Collector of compose, but what it would send to Jaeger, or print, goes into files. */
  private static String intoFiles(String config, Path metrics) {
    return config
        .replace("0.0.0.0:4318", "${env:RACETRACE_OTLP_HTTP}")
        .replace("exporters: [otlp_grpc]", "exporters: [file]")
        .replace("exporters: [debug]", "exporters: [debug, file/metrics]")
        .replace(
            "exporters:\n  otlp_grpc:",
            "exporters:\n  file:\n    path: ${env:RACETRACE_SPANS}\n  file/metrics:\n    path: "
                + metrics
                + "\n  otlp_grpc:");
  }

  private static LabProcess run(String folder, String... arguments) throws IOException {
    return LabProcess.start(Files.createDirectories(directory.resolve(folder)), arguments);
  }

  private String postgres(String user, String password) {
    return "postgresql://"
        + user
        + ":"
        + password
        + "@127.0.0.1:"
        + Objects.requireNonNull(postgres).getPort();
  }

  private String redis(String password) {
    return "redis://:" + password + "@127.0.0.1:" + redisPort;
  }

  private List<String> sql(String sql) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (Connection connection =
            Objects.requireNonNull(postgres).getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      if (statement.execute(sql)) {
        ResultSet results = statement.getResultSet();
        while (results.next()) {
          rows.add(results.getString(1));
        }
      }
    }
    return rows;
  }

  private String pong() throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), redisPort)) {
      socket
          .getOutputStream()
          .write(("AUTH " + SECRET + "\r\nPING\r\nQUIT\r\n").getBytes(StandardCharsets.UTF_8));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
